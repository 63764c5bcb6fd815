// The processor time of the calling thread.
#pragma once

#include <chrono>

namespace greycache::web {

// Since the thread began.
std::chrono::nanoseconds processor_time();

}  // namespace greycache::web
