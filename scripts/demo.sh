#!/bin/sh
# Heals a copy of examples/pricing: starts the real service, asks for an item that crashes it, and hands the log to heald.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/heald-demo.XXXXXX")
shop=$dir/pricing
log=$dir/service.log
cp -R "$here/examples/pricing" "$shop"
git -C "$shop" init -q -b main
git -C "$shop" add -A
git -C "$shop" -c user.name=shop -c user.email=shop@localhost commit -q -m "The pricing service as deployed"

/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' >"$dir/port"
port=$(cat "$dir/port")
(cd "$shop" && exec env PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 server.py --port "$port") >"$log" 2>&1 &
service=$!
trap 'kill $service 2>/dev/null || true' EXIT INT TERM

ask() { # ask PATH: the answer's status
	/usr/bin/python3 - "$port" "$1" <<'PY'
import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=5)
connection.request("GET", sys.argv[2])
print(connection.getresponse().status)
PY
}
tries=0
until [ "$(ask /health 2>/dev/null)" = 200 ]; do
	tries=$((tries + 1))
	[ $tries -lt 50 ] || { echo "the service did not start:" >&2; cat "$log" >&2; exit 1; }
	sleep 0.1
done

echo "A customer asks for a bread knife: GET /price?sku=KT-0031&quantity=2 → $(ask '/price?sku=KT-0031&quantity=2')"
kill $service
echo "The service's log:"
sed 's/^/    /' "$log"
echo
echo "heald heal --repo $shop --trace $log --out $dir/case"
"$here/bin/heald" heal --repo "$shop" --trace "$log" --out "$dir/case"
echo
echo "  The repository is $shop; the whole case is in $dir/case (card.md, case.json)."
