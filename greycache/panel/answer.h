// What the panel is answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "common/json_object.h"

namespace greycache {

// Why there is no answer.
struct Fault {
  enum class Code : std::uint8_t {
    forbidden,    // the account may not
    wrong,        // the question makes no sense
    unavailable,  // a store is away, or nothing is kept that was asked for
    conflict,     // what was to be changed is not what it was
    busy,         // too much is asked at a time
  };
  Code code = Code::wrong;
  std::string sentence;
};

// An object of JSON, and what was changed; nothing where it was only looked.
struct Told {
  Told(std::string json) : object(std::move(json)) {}  // NOLINT: what is asked is mostly a look
  // With the sentence "done" as the last member.
  Told(JsonObject members, std::string sentence, std::string lines = {})
      : object(members.add_text("done", sentence).text()),
        done(std::move(sentence)),
        difference(std::move(lines)) {}

  std::string object;
  std::string done;        // a sentence
  std::string difference;  // of a text that was changed: see text_difference()
};

using Answer = tl::expected<Told, Fault>;
// Called once, on the loop's thread.
using Respond = std::function<void(const Answer& answer)>;

inline tl::unexpected<Fault> fault(Fault::Code code, std::string sentence) {
  return tl::unexpected(Fault{code, std::move(sentence)});
}
inline tl::unexpected<Fault> wrong(std::string sentence) {
  return fault(Fault::Code::wrong, std::move(sentence));
}

// The longest line that goes out, in bytes with its end.
inline constexpr std::size_t kLongestPanelAnswer = std::size_t{1} << 20;

// The object with "ok" before its members, or "code" and "error" in their place, and a line's end.
// One that is too long becomes a fault.
std::string answer_line(const Answer& answer);

}  // namespace greycache
