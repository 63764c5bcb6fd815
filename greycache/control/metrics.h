// The daemon's counters over HTTP, in the text form that Prometheus reads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "greycache/control/question_server.h"
#include "greycache/event/event_loop.h"

namespace greycache {

// The whole answer to the head of an HTTP request: the counters for GET /metrics, else 404 or 405.
std::string metrics_answer(std::string_view request_head, const std::function<std::string()>& text);

// Serves metrics_answer(), an answer a connection. Requests are bounded in size, number and time.
class MetricsServer {
 public:
  MetricsServer(EventLoop& loop, FileDescriptor listening, std::function<std::string()> text);

  int descriptor() const { return server_.descriptor(); }

 private:
  QuestionServer server_;
};

}  // namespace greycache
