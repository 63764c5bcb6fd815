// A connection through a network as bad as real ones.
#include "tests/simulation/models/model_link.h"

#include <algorithm>
#include <cerrno>
#include <deque>
#include <optional>
#include <utility>

namespace greycache::simulation {

namespace {

using Outcome = Fate::Outcome;

// When TCP tries again what did not arrive.
constexpr SimTime kAgain = std::chrono::milliseconds(200);
// One delivery in so many comes in two pieces.
constexpr std::uint64_t kPieces = 8;

}  // namespace

class ModelLink::Wire : public std::enable_shared_from_this<Wire> {
 public:
  Wire(LinkPath path, Client client)
      : path_(std::move(path)), client_(std::make_shared<Client>(std::move(client))) {}

  void connect();
  void send(std::string_view bytes);
  void hang_up();

 private:
  // What is under way, in order.
  struct Direction {
    std::deque<std::pair<SimTime, std::function<void()>>> waiting;
    SimTime last{0};
    bool scheduled = false;
  };

  void push(Direction& direction, SimTime takes, std::function<void()> arrive);
  void push_bytes(Direction& direction, const Fate& fate, std::string_view bytes,
                  void (Wire::*arrive)(std::string_view));
  void pump_at(Direction& direction, SimTime at);
  void pump(Direction& direction);

  void reach_server();
  void to_server(std::string_view bytes);
  void on_reply(std::string_view bytes);
  void to_client(std::string_view bytes);
  void break_off(SimTime takes);
  void end_at_server();
  void end_at_client(int error);

  LinkPath path_;
  std::shared_ptr<Client> client_;  // null once it is closed
  ByteServer* server_ = nullptr;
  std::optional<ByteServer::ClientId> id_;
  bool broken_ = false;  // nothing more is sent
  bool deaf_ = false;    // what the server says is lost
  Direction up_;
  Direction down_;
};

void ModelLink::Wire::push(Direction& direction, SimTime takes, std::function<void()> arrive) {
  direction.last = std::max(direction.last, path_.clock() + takes);
  direction.waiting.emplace_back(direction.last, std::move(arrive));
  if (!std::exchange(direction.scheduled, true)) pump_at(direction, direction.last);
}

// As many bytes as get through by this fate, whole or in two pieces.
void ModelLink::Wire::push_bytes(Direction& direction, const Fate& fate, std::string_view bytes,
                                 void (Wire::*arrive)(std::string_view)) {
  if (fate.outcome == Outcome::fails_before) bytes = bytes.substr(0, fate.salt % bytes.size());
  const bool two = bytes.size() > 1 && (fate.salt >> 32U) % kPieces == 1;
  const std::size_t first = two ? 1 + (fate.salt >> 40U) % (bytes.size() - 1) : bytes.size();
  for (const std::string_view piece : {bytes.substr(0, first), bytes.substr(first)}) {
    if (piece.empty()) continue;
    push(direction, fate.takes,
         [this, arrive, piece = std::string(piece)] { (this->*arrive)(piece); });
    if (two) direction.last += fate.takes;
  }
}

void ModelLink::Wire::pump_at(Direction& direction, SimTime at) {
  path_.call_at(at, [self = shared_from_this(), &direction] { self->pump(direction); });
}

void ModelLink::Wire::pump(Direction& direction) {
  if (path_.is_cut()) return pump_at(direction, path_.clock() + kAgain);
  while (!direction.waiting.empty() && direction.waiting.front().first <= path_.clock()) {
    const auto arrive = std::move(direction.waiting.front().second);
    direction.waiting.pop_front();
    arrive();
  }
  direction.scheduled = !direction.waiting.empty();
  if (direction.scheduled) pump_at(direction, direction.waiting.front().first);
}

void ModelLink::Wire::connect() {
  const Fate fate = path_.dice->roll(FaultPoint::connect, path_.who);
  if (fate.outcome == Outcome::well) return push(up_, fate.takes, [this] { reach_server(); });
  // Refused, or nobody ever answers.
  broken_ = true;
  if (fate.salt % 2 == 0) push(down_, fate.takes, [this] { end_at_client(ECONNREFUSED); });
}

void ModelLink::Wire::reach_server() {
  server_ = path_.server();
  if (server_ != nullptr) {
    id_ = server_->accept(
        {[self = shared_from_this()](std::string_view bytes) { self->on_reply(bytes); },
         [self = shared_from_this()] {
           self->id_.reset();
           self->push(self->down_, {}, [wire = self.get()] { wire->end_at_client(0); });
         }});
  }
  if (!id_) push(down_, {}, [this] { end_at_client(ECONNREFUSED); });
}

void ModelLink::Wire::send(std::string_view bytes) {
  if (broken_ || bytes.empty()) return;
  const Fate fate = path_.dice->roll(FaultPoint::request, path_.who);
  if (fate.outcome == Outcome::fails_after) push(up_, fate.takes, [this] { deaf_ = true; });
  push_bytes(up_, fate, bytes, &Wire::to_server);
  if (fate.outcome != Outcome::well) break_off(fate.takes);
}

void ModelLink::Wire::to_server(std::string_view bytes) {
  if (id_) server_->receive(*id_, bytes);
}

void ModelLink::Wire::on_reply(std::string_view bytes) {
  if (deaf_) return;
  const Fate fate = path_.dice->roll(FaultPoint::reply, path_.who);
  push_bytes(down_, fate, bytes, &Wire::to_client);
  if (fate.outcome == Outcome::well) return;
  deaf_ = true;
  break_off(fate.takes);
}

// The callback may destroy the link.
void ModelLink::Wire::to_client(std::string_view bytes) {
  if (const auto client = client_) client->bytes(bytes);
}

void ModelLink::Wire::break_off(SimTime takes) {
  broken_ = true;
  push(up_, {}, [this] { end_at_server(); });
  push(down_, takes, [this] { end_at_client(ECONNRESET); });
}

void ModelLink::Wire::end_at_server() {
  deaf_ = true;
  if (id_) server_->hang_up(*std::exchange(id_, std::nullopt));
}

void ModelLink::Wire::end_at_client(int error) {
  broken_ = true;
  if (const auto client = std::exchange(client_, nullptr)) client->closed(error);
}

void ModelLink::Wire::hang_up() {
  client_ = nullptr;
  if (!broken_) push(up_, {}, [this] { end_at_server(); });
  broken_ = true;
}

ModelLink::ModelLink(LinkPath path, Client client)
    : wire_(std::make_shared<Wire>(std::move(path), std::move(client))) {
  wire_->connect();
}

ModelLink::~ModelLink() {
  wire_->hang_up();
}

void ModelLink::send(std::string_view bytes) {
  wire_->send(bytes);
}

}  // namespace greycache::simulation
