# Two commands matter: `make run` and `make test`. `make help` lists the others, in Chinese as all that people read.
.DEFAULT_GOAL := help
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
ifeq ($(PYTHON),)
$(error kehou 要 Python 3.11 或更新的（PATH 里没有找到）)
endif
export UV_PYTHON_DOWNLOADS := never

.PHONY: help setup setup-dev run reset test check bench format

help: ## 这张表
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## 只准备环境：.venv 和页面样式
	@$(PYTHON) tools/environment.py

setup-dev: ## 加上测试和检查用的包
	@$(PYTHON) tools/environment.py --dev

run: setup ## 开演示城市：http://localhost:8000（换端口：make run PORT=8080）
	@exec .venv/bin/kehou up --demo --with-starter --port '$(or $(PORT),8000)'

reset: setup ## 丢掉演示城市，重建一个
	@.venv/bin/kehou up --demo --reset --no-serve

test: setup-dev ## 全部测试：SQLite、PostgreSQL、真的浏览器
	@.venv/bin/python tools/test.py $(ARGS)

check: setup-dev ## 格式、静态检查、类型、模块之间的约定，一分钟以内
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

format: setup-dev ## 整理代码格式
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix-only .

bench: setup-dev ## 量一遍性能，给出比例
	@.venv/bin/python -m bench
