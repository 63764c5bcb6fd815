// A flow of control of its own: ucontext(3), and what it does not know of C++.
#include "tests/simulation/fiber.h"

#include <cxxabi.h>

#include <cassert>
#include <cstdlib>
#include <utility>
#include <vector>

namespace greycache::simulation {

namespace {

// doctest, fmt and SQLite are not called on it.
constexpr std::size_t kStackBytes = std::size_t{256} << 10;

Fiber* running = nullptr;

// Fresh memory is slow to touch: thousands of runs use the same stacks again.
std::vector<std::unique_ptr<char[]>>& spare_stacks() {
  static std::vector<std::unique_ptr<char[]>> stacks;
  return stacks;
}

std::unique_ptr<char[]> take_stack() {
  auto& spare = spare_stacks();
  if (spare.empty()) return std::unique_ptr<char[]>(new char[kStackBytes]);
  std::unique_ptr<char[]> stack = std::move(spare.back());
  spare.pop_back();
  return stack;
}

}  // namespace

Fiber::Fiber(std::function<void()> function) : function_(std::move(function)) {}

Fiber::~Fiber() {
  assert(ended_ || !begun_);
  if (stack_) spare_stacks().push_back(std::move(stack_));
}

bool Fiber::may_wait() {
  return running != nullptr && !running->killed_;
}

Fiber::ExceptionState& Fiber::thread_exceptions() {
  return *reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
}

void Fiber::run_current() {
  running->run();
}

void Fiber::run() {
  stacks_.in_fiber();
  try {
    if (!killed_) function_();
  } catch (const Killed&) {
    // It ends here, by whoever killed it or by its own hand.
    killed_ = true;
  }
  ended_ = true;
  stacks_.to_resumer(true);
}

void Fiber::resume() {
  assert(running == nullptr && !ended_);
  if (!std::exchange(begun_, true)) {
    stack_ = take_stack();
    getcontext(&context_);
    context_.uc_stack.ss_sp = stack_.get();
    context_.uc_stack.ss_size = kStackBytes;
    context_.uc_link = &resumer_;
    makecontext(&context_, &Fiber::run_current, 0);
  }
  running = this;
  std::swap(exceptions_, thread_exceptions());
  stacks_.to_fiber(stack_.get(), kStackBytes);
  swapcontext(&resumer_, &context_);
  stacks_.in_resumer();
  std::swap(exceptions_, thread_exceptions());
  running = nullptr;
}

void Fiber::suspend() {
  Fiber* const self = running;
  if (self->killed_) throw Killed{};
  self->stacks_.to_resumer(false);
  swapcontext(&self->context_, &self->resumer_);
  self->stacks_.in_fiber();
  if (self->killed_) throw Killed{};
}

void Fiber::kill() {
  killed_ = true;
  if (!begun_) {
    ended_ = true;
    return;
  }
  resume();
  assert(ended_);
}

}  // namespace greycache::simulation
