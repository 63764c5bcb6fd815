// The load: keeps connections busy with requests, and takes the time of each answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/file_descriptor.h"
#include "load/client.h"
#include "load/connector.h"
#include "load/mix.h"
#include "load/request_writer.h"
#include "load/result.h"

namespace greycache {

struct LoadOptions {
  std::size_t connections = 1;
  double seconds = 0;          // measured time; 0: `requests` count
  std::uint64_t requests = 0;  // measured requests
  double warm_up = 0;          // seconds before that, with the same load
  double rate = 0;             // requests a second; 0: closed loop, as fast as answers come
  double patience = 30;        // the longest silence in seconds
  std::string client_name = "mail.sender.example";  // of every client
};

// One thread, one epoll. With a rate, requests become due at fixed times whatever the service does,
// and an answer's time counts from then: what waits for a free connection shows.
class Load {
 public:
  Load(const LoadOptions& options, const MixOptions& mix)
      : options_(options), mix_(mix), writer_(options.client_name) {}

  // Throws std::runtime_error where the service fails.
  Result run(Connector& connector);

 private:
  void connect(Connector& connector);
  void begin();
  bool ends(std::uint64_t now) const;
  void turn(std::uint64_t now);
  void serve(Client& client);
  void count(const Client& client, std::uint64_t now);
  void ask(Client& client, std::uint64_t since);
  void ask_what_is_due(std::uint64_t now);
  int wait_milliseconds(std::uint64_t now) const;
  void drain();

  LoadOptions options_;
  Mix mix_;
  RequestWriter writer_;
  FileDescriptor epoll_;
  std::vector<Client> clients_;
  std::vector<Client*> idle_;
  Result result_;
  std::uint64_t start_ = 0;  // of the measured time, nanoseconds; in the future during warm-up
  std::uint64_t last_event_ = 0;
  std::uint64_t due_ = 0;  // with a rate: when the next request is due
  std::uint64_t outstanding_ = 0;
  std::uint64_t bytes_ = 0;
  bool warm_ = false;
  bool draining_ = false;
};

}  // namespace greycache
