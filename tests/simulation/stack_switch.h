// Tells AddressSanitizer which stack is used, where it is built in: it does not see ucontext(3)
// itself.
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace greycache::simulation {

// Of one fiber and whoever resumes it. Each switch is announced before, and noted after on the
// other side.
class StackSwitch {
 public:
#if defined(__SANITIZE_ADDRESS__)
  void to_fiber(const void* stack, std::size_t size) {
    __sanitizer_start_switch_fiber(&resumer_fakes_, stack, size);
  }
  void in_fiber() {
    __sanitizer_finish_switch_fiber(fiber_fakes_, &resumer_stack_, &resumer_size_);
  }
  void to_resumer(bool for_good) {
    __sanitizer_start_switch_fiber(for_good ? nullptr : &fiber_fakes_, resumer_stack_,
                                   resumer_size_);
  }
  void in_resumer() {
    __sanitizer_finish_switch_fiber(resumer_fakes_, nullptr, nullptr);
  }

 private:
  void* fiber_fakes_ = nullptr;
  void* resumer_fakes_ = nullptr;
  const void* resumer_stack_ = nullptr;
  std::size_t resumer_size_ = 0;
#else
  void to_fiber(const void* /*stack*/, std::size_t /*size*/) {}
  void in_fiber() {}
  void to_resumer(bool /*for_good*/) {}
  void in_resumer() {}
#endif
};

}  // namespace greycache::simulation
