// First what one looks at, then what one changes.
#include "greyweb/panel/rooms.h"

#include <array>

namespace greycache::web {

namespace {

constexpr std::array kRooms{
    Room{"/", "Now", "now", true},
    Room{"/waiting", "Waiting", "waiting"},
    Room{"/why", "Why", "why"},
    Room{"/report", "Report", "report"},
    Room{"/known", "Known", "known"},
    Room{"/expected", "Let through", "expect"},
    Room{"/opt", "Opt-out, opt-in", "opt", true},
    Room{"/lists", "Lists", "lists"},
    Room{"/rules", "Try a mail", "rules_try"},
    Room{"/settings", "Settings", "settings"},
    Room{"/changes", "Changes", "changes"},
};

}  // namespace

std::span<const Room> rooms() {
  return kRooms;
}

}  // namespace greycache::web
