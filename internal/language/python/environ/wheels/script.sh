# Runs the set-up command and packs what it installed. An empty archive is fine: the command may have had nothing to install.
set -eu
mkdir -p /out/new
"$@"
tar -C /out/new -cf /out/new.tar .
