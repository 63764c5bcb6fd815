// Time as the models see it.
#pragma once

#include <chrono>
#include <functional>

namespace greycache::simulation {

// Since the run began. One clock for all servers; those of hosts are the harness's.
using SimTime = std::chrono::microseconds;

using SimClock = std::function<SimTime()>;

// Called within a blocking call: lets so much time pass. Everything else may happen meanwhile; what
// the caller is may end in it by an exception.
using SpendTime = std::function<void(SimTime)>;

}  // namespace greycache::simulation
