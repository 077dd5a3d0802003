"""The page for people: Streamlit, in English and French, a client of the service like any other."""
