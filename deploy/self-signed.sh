#!/bin/sh
# A certificate for trying things out: self-signed.sh <folder> <name>... makes fullchain.pem and privkey.pem there.
set -eu
folder=$1
shift
names=$(printf 'DNS:%s,' "$@")
umask 077
mkdir -p "$folder"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=$1" \
  -addext "subjectAltName=${names%,}" -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2>/dev/null
