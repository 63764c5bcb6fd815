// Asks the daemon on its panel socket.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greyweb/account/account.h"
#include "greyweb/daemon/json.h"

namespace greycache::web {

struct PanelError {
  std::string code;      // forbidden, wrong, unavailable, conflict, busy
  std::string sentence;  // for a person
};

using PanelAnswer = tl::expected<Json, PanelError>;

// Of HTTP: 400 for "wrong", 403 for "forbidden", 409 for "conflict", 503 for all else.
unsigned status_of(const PanelError& error);

// One connection a question; any thread. The daemon decides what the account may do.
class PanelClient {
 public:
  static constexpr std::size_t kMostQuestion = std::size_t{256} << 10U;
  static constexpr std::size_t kMostAnswer = std::size_t{1} << 20U;
  static constexpr std::chrono::seconds kPatience{10};

  explicit PanelClient(std::string socket) : socket_(std::move(socket)) {}

  // `arguments` is an object; account, role and domain are put in here. A daemon that does not
  // answer in time, or not as it should, is "unavailable". Where it ends the connection without an
  // answer, as at a takeover, a look is asked once more; what may change something never is, and
  // the sentence says that it may have been done.
  enum class Asks : bool { look, change };
  PanelAnswer ask(const Account& account, std::string_view verb, Json arguments, Asks asks) const;

 private:
  struct Answer {
    tl::expected<std::string, std::string> text;
    bool asked = false;  // the whole question is there

    bool is_cut() const { return text && text->empty(); }
  };

  Answer exchange(const std::string& question) const;

  std::string socket_;
};

}  // namespace greycache::web
