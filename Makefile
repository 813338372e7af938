# Every target is also an npm script (`npm run up`, `npm test`, …): tools/run.js is the one implementation.
#   make up PORT=4400      another port          make bench NAME=intake   one benchmark
#   make fault ARGS='n-plus-one on'   make release ARGS='v2 --sha 4f1c2d'   the example, while it runs
#   make clean YES=1       without the question  make down                stop what `make up` started
TASKS := bootstrap up down clean test check smoke bench conformance docs fault release

.PHONY: help $(TASKS)
.DEFAULT_GOAL := help

help:
	@echo 'make up      set up everything, start Governor with its example, print the address'
	@echo 'make test    set up everything, pass every check and every test'
	@echo 'make down    stop what `make up` started        make clean   remove its data and what was built'
	@echo 'make check   types, lint, format, dead code     make docs    write the generated pages again'
	@echo 'make smoke   try the running system end to end  make bench   measure it (NAME=… for one)'

$(TASKS):
	@command -v node >/dev/null 2>&1 || { echo 'Setting up takes Node.js 18 or newer and npm: install them (Debian: apt-get install nodejs npm).' >&2; exit 2; }
	@PORT='$(PORT)' NAME='$(NAME)' YES='$(YES)' node tools/run.js $@ $(ARGS)
