// The connections of one process to Redis, through the model of a network.
#include "tests/simulation/models/simulated_sockets.h"

#include <cstring>
#include <utility>

namespace greycache::simulation {

namespace {

class SimulatedSocket final : public RedisSocket {
 public:
  SimulatedSocket(ModelNetwork& network, EventLoop& loop, const std::string& host, Events events)
      : network_(network), loop_(loop), host_(host), events_(std::move(events)) {}

  tl::expected<void, std::string> connect(const RedisPlace& place) override {
    close();
    // The kernel knows at once.
    if (!place.unix_path.empty() && !network_.serves(text_of(place))) {
      return tl::unexpected("cannot connect to " + text_of(place) + ": Connection refused");
    }
    alive_ = std::make_shared<bool>(true);
    link_ = network_.connect(
        host_, text_of(place),
        {.bytes = [this](std::string_view bytes) { tell_bytes(std::string(bytes)); },
         .closed = [this](int error) { tell_end(error == 0 ? "" : std::strerror(error)); }});
    return {};
  }
  void send(std::string_view bytes) override {
    if (link_) link_->send(bytes);
  }
  std::size_t unsent() const override { return 0; }
  void close() override {
    alive_.reset();
    link_.reset();
  }

 private:
  // Runs `event` in a turn of the loop, if the connection is not closed by then.
  template <typename Event>
  void tell(Event event) {
    loop_.post([alive = std::weak_ptr<bool>(alive_), event = std::move(event)] {
      if (!alive.expired()) event();
    });
  }
  void tell_bytes(std::string bytes) {
    tell([this, bytes = std::move(bytes)] { events_.on_bytes(bytes); });
  }
  void tell_end(const std::string& reason) {
    tell([this, reason] {
      close();
      events_.on_gone(reason);
    });
  }

  ModelNetwork& network_;
  EventLoop& loop_;
  std::string host_;
  Events events_;
  std::shared_ptr<bool> alive_;  // as long as the connection
  std::unique_ptr<ModelLink> link_;
};

}  // namespace

std::unique_ptr<RedisSocket> SimulatedSockets::make(RedisSocket::Events events) {
  return std::make_unique<SimulatedSocket>(network_, loop_, host_, std::move(events));
}

}  // namespace greycache::simulation
