#!/bin/sh
# A private Docker engine for the tests: started as root on a socket of its own, with base images that need no registry.
#
#   eval "$(.ci/docker-engine.sh start [DIRECTORY])"   starts it, makes the images, prints `export DOCKER_HOST=…`
#   .ci/docker-engine.sh stop [DIRECTORY]              stops it by its pid, and removes its data
#
# Needs: docker.io (dockerd), docker-cli, busybox-static, and iptables for a bridge network.
set -eu

action=${1:-start}
directory=${2:-${INGOT_DOCKER_DIRECTORY:-/tmp/ingot-docker}}
socket=$directory/docker.sock
pidfile=$directory/docker.pid
log=$directory/dockerd.log

fail() {
  echo "docker-engine: $1" >&2
  exit 1
}

answers() {
  DOCKER_HOST=unix://$socket docker version >/dev/null 2>&1
}

# dockerd with its data on the disk; each attempt asks less of the kernel than the one before.
launch() {
  for network in "" "--iptables=false --ip6tables=false" "--iptables=false --ip6tables=false --bridge=none"; do
    for storage in overlay2 vfs; do
      rm -f "$pidfile"
      # shellcheck disable=SC2086
      dockerd --host "unix://$socket" --data-root "$directory/data" --exec-root "$directory/exec" \
        --pidfile "$pidfile" --storage-driver "$storage" $network >>"$log" 2>&1 </dev/null &
      engine=$!
      if await_engine "$engine"; then
        echo "docker-engine: storage $storage${network:+, $network}" >&2
        return 0
      fi
    done
  done
  tail -n 20 "$log" >&2
  fail "dockerd does not start here; its log is $log"
}

# Until it answers, or has ended, or 30 seconds are over.
await_engine() {
  tries=0
  while [ "$tries" -lt 150 ]; do
    answers && return 0
    kill -0 "$1" 2>/dev/null || return 1
    tries=$((tries + 1))
    sleep 0.2
  done
  kill "$1"
  wait "$1" || true
  return 1
}

# ingot-test/base: busybox with its applets, a user, and nothing else.
# ingot-test/app: the same with an entrypoint, a command and a label, to see what a commit keeps.
make_images() {
  root=$(mktemp -d)
  mkdir -p "$root/bin" "$root/etc" "$root/tmp" "$root/root" "$root/home/builder" "$root/usr/bin" "$root/var" "$root/proc"
  chmod 755 "$root" # mktemp's own mode would be the images', and keep everybody but root out of them
  chmod 1777 "$root/tmp"
  cp "$(command -v busybox)" "$root/bin/busybox"
  chroot "$root" /bin/busybox --install -s /bin
  printf 'root:x:0:0:root:/root:/bin/sh\nbuilder:x:1000:1000:builder:/home/builder:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\nbuilder:x:1000:\n' >"$root/etc/group"
  chown 1000:1000 "$root/home/builder"
  export DOCKER_HOST="unix://$socket"
  tar -C "$root" -c . | docker import --change 'ENV PATH=/bin' --change 'CMD ["/bin/sh"]' - ingot-test/base:latest >&2
  tar -C "$root" -c . | docker import --change 'ENV PATH=/bin' --change 'ENTRYPOINT ["/bin/echo","entry"]' \
    --change 'CMD ["hello"]' --change 'LABEL kind=app' --change 'WORKDIR /var' - ingot-test/app:latest >&2
  rm -rf "$root"
}

start() {
  command -v dockerd >/dev/null || fail "dockerd is not installed: apt-get install docker.io docker-cli busybox-static iptables"
  command -v busybox >/dev/null || fail "busybox is not installed: apt-get install busybox-static"
  [ "$(id -u)" = 0 ] || fail "dockerd needs root"
  mkdir -p "$directory"
  chmod 700 "$directory"
  answers || launch
  DOCKER_HOST=unix://$socket docker image inspect ingot-test/app >/dev/null 2>&1 || make_images
  echo "export DOCKER_HOST=unix://$socket"
}

stop() {
  if [ -f "$pidfile" ]; then
    engine=$(cat "$pidfile")
    kill "$engine" 2>/dev/null || true
    tries=0
    while kill -0 "$engine" 2>/dev/null; do
      tries=$((tries + 1))
      [ "$tries" -lt 150 ] || fail "dockerd ($engine) does not stop"
      sleep 0.2
    done
  fi
  # dockerd mounts its data on itself, and leaves that mount.
  umount "$directory/data" 2>/dev/null || true
  rm -rf "$directory"
}

case $action in
  start) start ;;
  stop) stop ;;
  *) fail "say start or stop, not $action" ;;
esac
