"""One script per page, run by Streamlit inside the frame that `vigie.ui.app` draws.

The folder is not called `pages`: Streamlit would take the scripts for an application of the old kind, and run them
without the frame.
"""
