// What is said of a request of which only the head is there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace greycache::web {

enum class Way : std::uint8_t {
  at_once,  // asks nobody, so that it waits for nothing
  look,
  change,  // never behind those who look
  sign_in  // by strangers, so that no flood of theirs stands before others
};

struct Admission {
  std::size_t most_body = 0;  // bytes
  Way way = Way::look;
  // Those who wait have their turns caller by caller: an account, a token, or where a stranger is.
  std::string caller{};
};

}  // namespace greycache::web
