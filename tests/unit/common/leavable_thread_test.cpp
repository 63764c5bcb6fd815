// Shows that the end of a thread is waited for, and not for ever.
#include "common/leavable_thread.h"

#include <doctest/doctest.h>

#include <csignal>
#include <future>

namespace greycache::leavable_thread_test {

using std::chrono::steady_clock;

TEST_CASE("leavable thread: one that has ended is joined") {
  bool ran = false;
  LeavableThread thread([&ran] { ran = true; });
  CHECK(thread.end_by(steady_clock::now() + std::chrono::seconds(30)));
  CHECK(ran);
}

TEST_CASE("leavable thread: one that hangs is left to itself at the deadline, and may end later") {
  auto go_on = std::make_shared<std::promise<void>>();
  auto ended = std::make_shared<std::promise<void>>();
  auto may_go_on = std::make_shared<std::future<void>>(go_on->get_future());
  auto has_ended = ended->get_future();
  {
    LeavableThread thread([may_go_on, ended] {
      may_go_on->wait();
      ended->set_value();
    });
    CHECK_FALSE(thread.end_by(steady_clock::now()));
  }
  go_on->set_value();
  CHECK(has_ended.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
}

TEST_CASE("leavable thread: it takes no signals") {
  sigset_t masked;
  sigemptyset(&masked);
  LeavableThread thread([&masked] { pthread_sigmask(SIG_BLOCK, nullptr, &masked); });
  REQUIRE(thread.end_by(steady_clock::now() + std::chrono::seconds(30)));
  CHECK(sigismember(&masked, SIGTERM) == 1);
}

}  // namespace greycache::leavable_thread_test
