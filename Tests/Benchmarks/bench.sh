#!/usr/bin/env bash
# Measured speed of this machine: training images a second, milliseconds of an inference, and the
# time of a network whose inner channels are halved beside the dense one. POLLARD_DATA adds CIFAR-10.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=.build/release/pollard
echo "load $(cut -d ' ' -f 1-3 /proc/loadavg), $(nproc) cores, $(grep -m 1 'model name' /proc/cpuinfo | cut -d : -f 2)"
# halved BLOCKS: the lines that take half the inner channels of each of a stage's BLOCKS blocks.
halved() {
  local stage first block
  lines=(-e 'gate attach *')
  for stage in 1 2 3; do
    first=$((8 << (stage - 1)))
    for ((block = 1; block <= $1; block++)); do
      lines+=(-e "gate set s${stage}b${block}.conv1[$first-$((2 * first - 1))] off")
    done
  done
  lines+=(-e 'compact as=halved')
}
echo "== inference, ResNet-20, then with its inner channels halved"
"$program" --data /nonexistent -e 'network resnet20 input=3x32x32 classes=10' -e 'benchmark batch=1,128'
if [ -d "${POLLARD_DATA:-/nonexistent}" ]; then
  echo "== training, ResNet-20 on CIFAR-10, batch 128"
  halved 3
  "$program" --quiet -e 'data cifar10 train=5120 test=1000 augment=crop,flip' \
    -e 'network resnet20 as=dense' -e 'train 1' -e 'network resnet20 as=inner' "${lines[@]}" \
    -e 'flops' -e 'train 1' -e 'compare dense halved'
  echo "== half the inner channels beside the dense network, in turn: ResNet-20, then ResNet-56"
  for blocks in 3 9; do
    halved "$blocks"
    "$program" --quiet -e 'data cifar10 train=128 test=100' -e "network resnet$((6 * blocks + 2))" \
      "${lines[@]}" -e 'flops' -e 'benchmark training batch=128' -e 'benchmark batch=128'
  done
else
  echo "training on CIFAR-10 skipped: POLLARD_DATA names no folder"
fi
echo "== the products of a training step, ResNet-20, batch 128"
"$program" -e 'network resnet20' -e 'benchmark layers'
echo "== training, convnet on Fashion-MNIST, batch 128"
"$program" --quiet -e 'data fashion-mnist train=12800 test=1000' -e 'network convnet' -e 'train 1'
