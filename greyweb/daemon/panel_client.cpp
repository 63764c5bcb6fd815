// A line there, an object back, and the end of the connection.
#include "greyweb/daemon/panel_client.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/deadline.h"
#include "common/socket.h"
#include "common/timed_io.h"

namespace greycache::web {

namespace {

constexpr const char* kAway = "The daemon does not answer";

constexpr const char* kNobodyKnows =
    " It is not known whether this was done: look before it is done again.";

// Why, with paths of the host, is for who is of the host.
tl::unexpected<PanelError> unavailable(const Account& account, const std::string& why,
                                       const char* more) {
  const std::string sentence = account.domain.empty() ? kAway + (": " + why) : kAway;
  return tl::make_unexpected(PanelError{"unavailable", sentence + "." + more});
}

std::string reason_of(int error) {
  return error == ETIMEDOUT ? "it takes too long" : std::strerror(error);
}

tl::expected<std::string, std::string> read_answer(int fd, const Deadline& deadline) {
  std::string answer;
  std::array<char, 16384> buffer{};
  while (true) {
    const long got = read_some(fd, buffer.data(), buffer.size(), deadline);
    // Who closes with something unread resets the connection.
    if (got < 0 && errno == ECONNRESET && answer.empty()) return answer;
    if (got < 0) return tl::make_unexpected(reason_of(errno));
    if (got == 0) return answer;
    answer.append(buffer.data(), static_cast<std::size_t>(got));
    if (answer.size() > PanelClient::kMostAnswer) return tl::make_unexpected("it says too much");
  }
}

PanelError error_of(const Json& answer) {
  const std::string code = text_member(answer, "code");
  return {code.empty() ? "unavailable" : code, text_member(answer, "error")};
}

}  // namespace

unsigned status_of(const PanelError& error) {
  if (error.code == "wrong") return 400;
  if (error.code == "forbidden") return 403;
  return error.code == "conflict" ? 409 : 503;
}

PanelAnswer PanelClient::ask(const Account& account, std::string_view verb, Json arguments,
                             Asks asks) const {
  arguments["account"] = account.name;
  arguments["role"] = role_name(account.role);
  if (!account.domain.empty()) arguments["domain"] = account.domain;
  arguments["verb"] = verb;
  const std::string line = arguments.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
  if (line.size() > kMostQuestion) {
    return tl::make_unexpected(
        PanelError{"wrong", fmt::format("That is too much for one question: {} bytes, and {} at "
                                        "most are taken.",
                                        line.size(), kMostQuestion)});
  }
  Answer answer = exchange(line);
  // Another daemon has taken over meanwhile.
  if (answer.is_cut() && asks == Asks::look) answer = exchange(line);
  const char* const more = asks == Asks::change && answer.asked ? kNobodyKnows : "";
  if (answer.is_cut()) return unavailable(account, "the connection ended before it did", more);
  if (!answer.text) return unavailable(account, answer.text.error(), more);
  Json said = Json::parse(*answer.text, nullptr, false);
  if (!said.is_object()) return unavailable(account, "what it says is no object of JSON", more);
  if (!flag_member(said, "ok")) return tl::make_unexpected(error_of(said));
  return said;
}

PanelClient::Answer PanelClient::exchange(const std::string& question) const {
  const auto deadline = Deadline::after(kPatience);
  const auto connection = connect_unix(socket_);
  if (!connection) return {tl::make_unexpected(connection.error())};
  const int error = write_all(connection->get(), question, deadline);
  if (error != 0) return {tl::make_unexpected(reason_of(error))};
  return {read_answer(connection->get(), deadline), true};
}

}  // namespace greycache::web
