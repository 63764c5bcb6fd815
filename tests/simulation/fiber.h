// A flow of control of its own within the one thread of the simulation.
#pragma once

#include <ucontext.h>

#include <cstddef>
#include <functional>
#include <memory>

#include "tests/simulation/stack_switch.h"

namespace greycache::simulation {

// Thrown where a fiber waits, when whoever it belongs to is gone by kill -9. No std::exception, so
// that nothing of the product takes it for an error.
struct Killed {};

// Runs a function that may wait in the middle. Only the main context resumes a fiber, and only the
// fiber itself suspends: so there is one order of everything.
class Fiber {
 public:
  explicit Fiber(std::function<void()> function);
  // It has ended, or never begun.
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Runs it until it suspends or ends. Called outside of any fiber.
  void resume();
  // Within the fiber that runs: back to whoever resumed it. Throws Killed when it was killed.
  static void suspend();
  // Unwinds what it is about, at once. Called outside of any fiber.
  void kill();

  bool ended() const { return ended_; }
  // Whether the code that runs is in a fiber that was not killed: a destructor may wait only there.
  static bool may_wait();

 private:
  // What the C++ runtime keeps of a thread's exceptions (Itanium C++ ABI, 2.2.2).
  struct ExceptionState {
    void* caught = nullptr;
    unsigned int uncaught = 0;
  };
  static ExceptionState& thread_exceptions();
  static void run_current();
  void run();

  std::function<void()> function_;
  std::unique_ptr<char[]> stack_;
  ucontext_t context_{};
  ucontext_t resumer_{};
  StackSwitch stacks_;
  ExceptionState exceptions_;
  bool begun_ = false;
  bool ended_ = false;
  bool killed_ = false;
};

}  // namespace greycache::simulation
