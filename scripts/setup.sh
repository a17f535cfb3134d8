#!/bin/sh
# Installs, by package name, what heald and its tests need on Debian and its kin, and says what and why. Does nothing when all is there.
set -eu

missing=""
why=""
need() { # need PACKAGE REASON CHECK...
	package=$1 reason=$2
	shift 2
	if ! "$@" >/dev/null 2>&1; then
		missing="$missing $package"
		why="$why
  $package: $reason"
	fi
}

need git "reads the service's repository" command -v git
need gcc "builds the syntax-tree parser" command -v gcc
need libc6-dev "builds the syntax-tree parser" test -e /usr/include/stdlib.h
need bubblewrap "the sandbox in which foreign code runs" command -v bwrap
need util-linux "gives up privileges inside the sandbox" command -v setpriv
need python3 "runs Python services" test -x /usr/bin/python3
need python3-venv "services' virtual environments, in the tests" /usr/bin/python3 -c 'import ensurepip, venv'
need python3-pytest "runs services' tests where their environment has no pytest" /usr/bin/python3 -c 'import pytest'

if [ -n "$missing" ]; then
	echo "heald needs these packages:$why" >&2
	sudo=""
	if [ "$(id -u)" != 0 ]; then
		if ! command -v sudo >/dev/null; then
			echo "not root and no sudo here: run, as root: apt-get install$missing" >&2
			exit 1
		fi
		sudo="sudo"
		echo "installing them with sudo apt-get" >&2
	fi
	$sudo apt-get update -qq
	# shellcheck disable=SC2086 # a list of words on purpose
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
fi

if ! command -v go >/dev/null; then
	echo "Go is missing: install Go $(sed -n 's/^go //p' go.mod) or newer" >&2
	exit 1
fi
