"""MLServer's runtime for the model, in its own process, with adaptive batching."""

from __future__ import annotations

from mlserver import MLModel
from mlserver.codecs import NumpyCodec, PandasCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse
from model import IS_TEXT, load_model


class Classifier(MLModel):  # type: ignore[misc]  # the library has no types
    async def load(self) -> bool:
        self.model = load_model()
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        rows = StringCodec.decode_input(payload.inputs[0]) if IS_TEXT else PandasCodec.decode_request(payload)
        output = NumpyCodec.encode_output("probabilities", self.model.predict_proba(rows))
        return InferenceResponse(model_name=self.name, outputs=[output])
