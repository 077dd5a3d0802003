"""One script per page; Streamlit runs it, `vigie.ui.app` draws the frame around it."""
