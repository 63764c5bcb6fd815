// As much HTTP as a scrape needs.
#include "greycache/control/metrics.h"

#include <fmt/format.h>

#include <utility>

namespace greycache {

namespace {

constexpr std::size_t kLongestHead = 8192;

std::string http_answer(std::string_view status, std::string_view text) {
  return fmt::format(
      "HTTP/1.1 {}\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\n"
      "Connection: close\r\n\r\n{}",
      status, text.size(), text);
}

}  // namespace

// RFC 9112: METHOD TARGET VERSION on the first line.
std::string metrics_answer(std::string_view request_head,
                           const std::function<std::string()>& text) {
  if (!request_head.starts_with("GET ")) return http_answer("405 Method Not Allowed", "");
  std::string_view target = request_head.substr(4);
  target = target.substr(0, target.find_first_of(" ?\r\n"));
  return target == "/metrics" ? http_answer("200 OK", text()) : http_answer("404 Not Found", "");
}

MetricsServer::MetricsServer(EventLoop& loop, FileDescriptor listening,
                             std::function<std::string()> text)
    : server_(
          loop, std::move(listening), {.end = "\r\n\r\n", .longest = kLongestHead},
          [](int) { return true; },
          [text = std::move(text)](const std::string& head, const QuestionServer::Reply& reply,
                                   FileDescriptor&) { reply(metrics_answer(head, text)); }) {}

}  // namespace greycache
