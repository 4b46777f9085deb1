import json

from api.app import allowed_origins, create_app, load_overrides


def test_overrides_come_from_json_or_not_at_all(tmp_path):
    path = tmp_path / "overrides.json"
    assert load_overrides(str(path)) == {}
    path.write_text(json.dumps({"PAGE_SIZE": 2}))
    assert load_overrides(str(path)) == {"PAGE_SIZE": 2}


def test_origins_are_split_and_stripped():
    assert allowed_origins(" http://a , ,https://b,") == ["http://a", "https://b"]
    assert allowed_origins("") == []


def test_cors_header_for_known_origins_only(client):
    known = client.get("/health", headers={"Origin": "https://shop.example"})
    assert known.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Access-Control-Allow-Origin" not in client.get("/health", headers={"Origin": "https://evil.example"}).headers
    assert "Access-Control-Allow-Origin" not in client.get("/health").headers


def test_unknown_pages_answer_json(client):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.get_json() == {"error": "not found"}


def test_overrides_beat_the_defaults(tmp_path):
    app = create_app({"DATABASE": str(tmp_path / "x.db"), "PAGE_SIZE": 3})
    assert app.config["PAGE_SIZE"] == 3
    assert app.config["TOKEN_HEADER"] == "X-Shop-Token"
