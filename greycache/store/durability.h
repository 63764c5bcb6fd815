// What an acknowledged change survives.
#pragma once

#include <cstdint>

namespace greycache {

enum class Durability : std::uint8_t {
  process,  // kill -9 of this process: it has been written to the kernel
  power,    // a power cut too: it has been synced to the disk
};

}  // namespace greycache
