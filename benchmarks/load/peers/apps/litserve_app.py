"""LitServe with its batching, one worker.

litserve_app.py PORT
"""

# No `from __future__ import annotations`: LitServe takes the request's type from the annotation itself, and looks for a
# query where it finds a text.
import sys
from typing import Any

import litserve
from model import load_model, rows_of


class Api(litserve.LitAPI):
    def setup(self, device: str) -> None:
        self.model = load_model()

    def decode_request(self, request: dict[str, Any]) -> dict[str, Any]:
        return request

    def batch(self, inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return inputs

    def predict(self, x: list[dict[str, Any]]) -> list[list[float]]:
        found: list[list[float]] = self.model.predict_proba(rows_of(x)).tolist()
        return found

    def unbatch(self, output: list[list[float]]) -> list[list[float]]:
        return output

    def encode_response(self, output: list[float]) -> dict[str, Any]:
        return {"probabilities": output}


if __name__ == "__main__":
    server = litserve.LitServer(Api(max_batch_size=32, batch_timeout=0.002), accelerator="cpu", workers_per_device=1)
    server.run(
        host="127.0.0.1", port=int(sys.argv[1]), num_api_servers=1, generate_client_file=False, log_level="warning"
    )
