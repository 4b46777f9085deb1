import json
import os
import time

from flask import Flask, jsonify, request

from api import db
from api.config import Config
from api.routes import orders, pages, products, reports, users


def load_overrides(path):
    """Settings that operations keep beside the database, as JSON."""
    if not os.path.exists(path):
        return {}
    f = open(path)
    overrides = json.load(f)
    f.close()
    return overrides


def allowed_origins(setting):
    origins = []
    for origin in setting.split(","):
        if origin.strip():
            origins.append(origin.strip())
    return origins


def create_app(overrides=None):
    app = Flask(__name__)
    app.config.from_object(Config)
    app.config.update(load_overrides(app.config["OVERRIDES"]))
    if overrides:
        app.config.update(overrides)

    app.teardown_appcontext(db.close_db)
    app.register_blueprint(products.bp)
    app.register_blueprint(orders.bp)
    app.register_blueprint(users.bp)
    app.register_blueprint(reports.bp)
    app.register_blueprint(pages.bp)

    with app.app_context():
        db.init_schema(db.get_db())

    origins = allowed_origins(app.config["ALLOWED_ORIGINS"])

    @app.after_request
    def cors(response):
        origin = request.headers.get("Origin")
        if origin:
            if origin in origins:
                response.headers["Access-Control-Allow-Origin"] = origin
        return response

    @app.get("/health")
    def health():
        return jsonify(status="ok", time=int(time.time()))

    @app.errorhandler(404)
    def not_found(error):
        return jsonify(error="not found"), 404

    @app.errorhandler(ValueError)
    def bad_value(error):
        return jsonify(error=str(error)), 400

    return app
