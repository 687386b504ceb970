#pragma once

#include <pthread.h>
#include <signal.h>

namespace qyzmet::app {

/// The signals that end a server. Blocked from before the first thread is started, so that only `wait` receives them.
class StopSignals {
 public:
  StopSignals() {
    ::signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  void wait() {
    int signal = 0;
    sigwait(&set_, &signal);
  }

 private:
  sigset_t set_{};
};

}  // namespace qyzmet::app
