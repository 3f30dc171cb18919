#!/bin/sh
# A motion as a file, by curl alone: generate.sh "a person jumps" jump.glb [http://127.0.0.1:8000]
# With a token: IM_SERVE_TOKEN=... in the environment.
set -e
server=${3:-http://127.0.0.1:8000}
post() { # PATH, the body on standard input
    curl --silent --show-error --fail-with-body --header 'Content-Type: application/json' \
        ${IM_SERVE_TOKEN:+--header "Authorization: Bearer $IM_SERVE_TOKEN"} --data-binary @- "$server$1"
}
motion=$(printf '{"prompt": "%s", "seconds": 2, "seed": 1}' "$1" | post /v1/generate)
tokens=${motion##*\"tokens\":}
tokens=${tokens%%]*}
printf '{"tokens": %s], "format": "%s"}' "$tokens" "${2##*.}" | post /v1/export >"$2"
