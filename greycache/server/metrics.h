// The daemon's counters over HTTP, in the text form that Prometheus reads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "greycache/server/core.h"
#include "greycache/server/event_loop.h"
#include "greycache/server/session_table.h"

struct evhttp;

namespace greycache {

// Counters and gauges, a line each, with a line of help before each name.
std::string metrics_text(Core& core, const SessionTable& sessions);

// Answers GET /metrics; anything else with 404. Requests are bounded in size and time.
class MetricsServer {
 public:
  // Throws StartError where it cannot listen there. `address` is numeric.
  MetricsServer(EventLoop& loop, const std::string& address, std::uint16_t port,
                std::function<std::string()> text);
  ~MetricsServer();
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;

 private:
  std::function<std::string()> text_;
  evhttp* server_;
};

}  // namespace greycache
