from vigie.ui.launch import APP, command


def test_command_says_every_option_itself_and_passes_the_addresses_on() -> None:
    given = command(8777, "http://127.0.0.1:8000", "http://127.0.0.1:5000")

    assert given[4] == str(APP)
    assert {
        "--server.address=127.0.0.1",
        "--server.port=8777",
        "--server.headless=true",
        "--server.fileWatcherType=none",
        "--browser.gatherUsageStats=false",
    } <= set(given)
    assert given[given.index("--") + 1 :] == ["--api", "http://127.0.0.1:8000", "--mlflow", "http://127.0.0.1:5000"]


def test_command_without_mlflow_gives_no_link() -> None:
    assert "--mlflow" not in command(8777, "http://127.0.0.1:8000")
