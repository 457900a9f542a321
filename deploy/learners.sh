#!/bin/sh
# Makes a user of this machine of each name in a file, one on a line, and prints the
# names with their first passwords.  A name that is a user already ends it.
set -eu
groupadd --force nnlib
while read -r name; do
    password=$(od -An -N6 -tx1 /dev/urandom | tr -d ' ')
    useradd --create-home -K HOME_MODE=0700 --groups nnlib --shell /bin/bash "$name"
    echo "$name:$password" | chpasswd
    echo "$name $password"
done < "$1"
