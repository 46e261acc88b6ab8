#include "app/commands/interrupt.h"

#include <csignal>
#include <cstdlib>

namespace outcry::app {
namespace {

std::atomic<bool> interrupted{false};

void on_interrupt(int signal) {
  if (interrupted.exchange(true)) std::_Exit(128 + signal);
}

}  // namespace

const std::atomic<bool>& obey_interrupts() {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  return interrupted;
}

}  // namespace outcry::app
