#include "greycache/server/metrics.h"

#include <fmt/format.h>

#include <utility>

#include "common/socket.h"
#include "greycache/server/storage.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestHead = 8192;

void add(std::string& text, const char* name, const char* type, const char* help,
         std::int64_t value) {
  text += fmt::format("# HELP greycache_{0} {1}\n# TYPE greycache_{0} {2}\ngreycache_{0} {3}\n",
                      name, help, type, value);
}

void add_outcomes(std::string& text, const Statistics& counted) {
  text += "# HELP greycache_decisions_total Requests by outcome.\n";
  text += "# TYPE greycache_decisions_total counter\n";
  for (std::size_t i = 0; i < Statistics::kOutcomes; ++i) {
    text += fmt::format("greycache_decisions_total{{outcome=\"{}\"}} {}\n",
                        outcome_name(static_cast<Outcome>(i)), counted.outcomes[i]);
  }
}

void add_stores(std::string& text, const Core& core) {
  text += "# HELP greycache_store_up Whether a store can be used.\n";
  text += "# TYPE greycache_store_up gauge\n";
  for (const StoreHealth* health :
       {&core.hot_health(), &core.persistent_health(), &core.journal_health()}) {
    text += fmt::format("greycache_store_up{{store=\"{}\"}} {}\n", health->name(),
                        health->up() ? 1 : 0);
  }
}

void add_cache(std::string& text, const CacheCounts& cache) {
  add(text, "awl_cache_entries", "gauge", "Auto-whitelisted senders in the cache.", cache.entries);
  add(text, "awl_cache_hits_total", "counter", "Requests that the cache knew the sender of.",
      cache.hits);
  add(text, "awl_cache_invalidations_total", "counter", "Keys that Redis named as changed.",
      cache.invalidations);
}

std::string http_answer(std::string_view status, std::string_view text) {
  return fmt::format(
      "HTTP/1.1 {}\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\n"
      "Connection: close\r\n\r\n{}",
      status, text.size(), text);
}

FileDescriptor listening(const std::string& address, std::uint16_t port) {
  auto listener = listen_inet(address, port);
  if (!listener) throw StartError("metrics: " + listener.error());
  return std::move(*listener);
}

}  // namespace

std::string metrics_text(Core& core, const SessionTable& sessions) {
  const Statistics& counted = core.statistics();
  const Journal& journal = core.journal();
  std::string text;
  add_outcomes(text, counted);
  add_stores(text, core);
  add_cache(text, core.cache_counts());
  add(text, "requests_total", "counter", "Requests that were asked.", counted.requests);
  add(text, "connections_total", "counter", "Connections accepted or handed over.",
      counted.connections);
  add(text, "connections", "gauge", "Connections that are open.",
      static_cast<std::int64_t>(sessions.size()));
  add(text, "handovers_total", "counter", "Connections that policy-helper handed over.",
      counted.handovers);
  add(text, "sources_loaded_total", "counter", "Sources read from the persistent store.",
      counted.sources_loaded);
  add(text, "late_total", "counter", "Requests that passed since their time was over.",
      counted.late);
  add(text, "unjournalled_total", "counter", "Changes that no journal took.", counted.unjournalled);
  add(text, "journal_bytes", "gauge", "Bytes that wait in the journal.", journal.size());
  add(text, "journal_records_for_persistent", "gauge",
      "Records that the persistent store does not have yet.",
      journal.last() - journal.place(JournalReader::persistent));
  return text;
}

// RFC 9112: METHOD TARGET VERSION on the first line.
std::string metrics_answer(std::string_view request_head,
                           const std::function<std::string()>& text) {
  if (!request_head.starts_with("GET ")) return http_answer("405 Method Not Allowed", "");
  std::string_view target = request_head.substr(4);
  target = target.substr(0, target.find_first_of(" ?\r\n"));
  return target == "/metrics" ? http_answer("200 OK", text()) : http_answer("404 Not Found", "");
}

MetricsServer::MetricsServer(EventLoop& loop, const std::string& address, std::uint16_t port,
                             std::function<std::string()> text)
    : server_(
          loop, listening(address, port), {.end = "\r\n\r\n", .longest = kLongestHead},
          [](int) { return true; },
          [text = std::move(text)](const std::string& head, const QuestionServer::Reply& reply,
                                   FileDescriptor&) { reply(metrics_answer(head, text)); }) {}

}  // namespace greycache
