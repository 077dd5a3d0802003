"""How well the candidates of fixed project files do on sealed rows of real data: `make quality`."""
