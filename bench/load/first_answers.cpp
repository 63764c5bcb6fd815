// How long a new connection, or a new helper, takes until its first answer.
#include "load/first_answers.h"

#include <poll.h>

#include <chrono>
#include <stdexcept>

#include "load/client.h"
#include "load/request_writer.h"

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

std::uint64_t nanoseconds_since(Clock::time_point start) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count());
}

void wait_for_answer(Client& client) {
  constexpr int kLongestMilliseconds = 10'000;
  do {
    pollfd readable{.fd = client.socket(), .events = POLLIN, .revents = 0};
    if (poll(&readable, 1, kLongestMilliseconds) == 0) throw std::runtime_error("no answer");
  } while (!client.receive());
}

}  // namespace

Result first_answers(Connector& connector, const MixOptions& mix_options, std::uint64_t requests) {
  Result result;
  Mix mix(mix_options);
  RequestWriter writer;
  const auto begin = Clock::now();
  for (; result.requests < requests; ++result.requests) {
    const Triplet triplet = mix.next();
    const auto start = Clock::now();
    Client client(connector.open());
    client.send(writer.write(triplet), 0, should_pass(triplet));
    wait_for_answer(client);
    result.latency.add(nanoseconds_since(start));
    if (!client.as_expected()) ++result.unexpected;
    client.close();
    result.helper_seconds = connector.end_helpers();
  }
  result.seconds = static_cast<double>(nanoseconds_since(begin)) / 1e9;
  result.next_first = mix.next_first();
  return result;
}

}  // namespace greycache
