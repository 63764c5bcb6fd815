// What a run of the load generator has measured.
#include "load/result.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace greycache {

namespace {

double microseconds(std::uint64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1000;
}

}  // namespace

std::string text_of(const Result& result) {
  const Histogram& latency = result.latency;
  std::string text = fmt::format(
      "{} answers in {:.2f} s: {:.0f}/s\n"
      "p50 {:.1f} us, p99 {:.1f} us, p99.9 {:.1f} us, longest {:.1f} us\n"
      "CPU: {:.2f} s here, {:.2f} s in helpers; requests of {:.0f} bytes\n",
      latency.count(), result.seconds, result.throughput(), microseconds(latency.quantile(0.5)),
      microseconds(latency.quantile(0.99)), microseconds(latency.quantile(0.999)),
      microseconds(latency.longest()), result.own_seconds, result.helper_seconds,
      result.request_bytes);
  for (const auto& [verb, count] : result.verbs) text += fmt::format("{}: {}\n", verb, count);
  return text + fmt::format("unexpected answers: {}\n", result.unexpected);
}

std::string json_of(const Result& result) {
  const Histogram& latency = result.latency;
  return nlohmann::json{{"answers", latency.count()},
                        {"seconds", result.seconds},
                        {"throughput", result.throughput()},
                        {"p50_us", microseconds(latency.quantile(0.5))},
                        {"p99_us", microseconds(latency.quantile(0.99))},
                        {"p999_us", microseconds(latency.quantile(0.999))},
                        {"longest_us", microseconds(latency.longest())},
                        {"verbs", result.verbs},
                        {"unexpected", result.unexpected},
                        {"requests", result.requests},
                        {"request_bytes", result.request_bytes},
                        {"next_first", result.next_first},
                        {"load_cpu_seconds", result.own_seconds},
                        {"helper_cpu_seconds", result.helper_seconds}}
      .dump();
}

}  // namespace greycache
