// hiredis's reader with objects of our own, so that an array grows by what arrives and not by what
// it says of itself.
#include "greycache/redis/wire/reply_reader.h"

#include <hiredis/read.h>

#include <algorithm>
#include <new>

#include "common/text.h"

namespace greycache {

namespace {

// Reserved in advance for an array, however many elements it announces.
constexpr std::size_t kMaxReserve = 1024;

// Arrays in arrays in a reply; no answer that we ask for has more than two. hiredis 1.0 and later
// know no bound, and what is too deep could not be destroyed: that is recursive.
constexpr int kMostNested = 7;

// Only what RESP2 has: nobody has asked for anything else.
bool known(const redisReadTask* task) {
  switch (task->type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_ARRAY:
    case REDIS_REPLY_INTEGER:
    case REDIS_REPLY_NIL:
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_ERROR:
      return true;
    default:
      return false;
  }
}

bool too_deep(const redisReadTask* task) {
  int depth = 0;
  while ((task = task->parent) != nullptr) ++depth;
  return depth > kMostNested;
}

// Null ends the session: hiredis takes it for a lack of memory. Elements of an array are created in
// order and each is complete before the next begins, so the array may move its elements as it
// grows: hiredis holds on to the newest one only.
RedisReply* place_for(const redisReadTask* task) {
  if (!known(task) || too_deep(task)) return nullptr;
  if (task->parent == nullptr) return new RedisReply;
  return &static_cast<RedisReply*>(task->parent->obj)->elements.emplace_back();
}

RedisReply::Type type_of(const redisReadTask* task) {
  if (task->type == REDIS_REPLY_ERROR) return RedisReply::Type::error;
  if (task->type == REDIS_REPLY_STATUS) return RedisReply::Type::status;
  return RedisReply::Type::string;
}

void* create_string(const redisReadTask* task, char* text, std::size_t length) {
  RedisReply* reply = place_for(task);
  if (reply == nullptr) return nullptr;
  reply->type = type_of(task);
  reply->text.assign(text, length);
  return reply;
}

// hiredis 0.14 counts in int, 1.0 and later in size_t.
template <typename Count>
void* create_array(const redisReadTask* task, Count elements) {
  RedisReply* reply = place_for(task);
  if (reply == nullptr) return nullptr;
  reply->type = RedisReply::Type::array;
  reply->elements.reserve(std::min(static_cast<std::size_t>(elements), kMaxReserve));
  return reply;
}

void* create_integer(const redisReadTask* task, long long value) {
  RedisReply* reply = place_for(task);
  if (reply == nullptr) return nullptr;
  reply->type = RedisReply::Type::integer;
  reply->integer = value;
  return reply;
}

void* create_nil(const redisReadTask* task) {
  return place_for(task);
}

void free_object(void* reply) {
  delete static_cast<RedisReply*>(reply);
}

// hiredis 1.0 and later read RESP3, asked for or not, and take what they have no function for as an
// object all the same.
template <typename Functions>
Functions functions_of_resp3(Functions functions) {
  if constexpr (requires { functions.createDouble; }) {
    functions.createDouble = [](const redisReadTask*, double, char*, std::size_t) -> void* {
      return nullptr;
    };
    functions.createBool = [](const redisReadTask*, int) -> void* { return nullptr; };
  }
  return functions;
}

redisReplyObjectFunctions made_object_functions() {
  redisReplyObjectFunctions functions{};
  functions.createString = create_string;
  functions.createArray = create_array;
  functions.createInteger = create_integer;
  functions.createNil = create_nil;
  functions.freeObject = free_object;
  return functions_of_resp3(functions);
}

redisReplyObjectFunctions object_functions = made_object_functions();

}  // namespace

void ReplyReader::Free::operator()(redisReader* reader) const {
  redisReaderFree(reader);
}

ReplyReader::ReplyReader(std::size_t max_reply_bytes)
    : reader_(redisReaderCreateWithFunctions(&object_functions)),
      max_reply_bytes_(max_reply_bytes) {
  if (!reader_) throw std::bad_alloc();
}

void ReplyReader::feed(std::string_view bytes) {
  bytes_since_reply_ += bytes.size();
  redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

tl::expected<std::optional<RedisReply>, std::string> ReplyReader::next() {
  void* object = nullptr;
  if (redisReaderGetReply(reader_.get(), &object) != REDIS_OK) {
    const bool ours = reader_->err == REDIS_ERR_OOM;
    return tl::make_unexpected("Redis's answer cannot be read: " +
                               (ours ? "of no kind that was asked for" : escaped(reader_->errstr)));
  }
  if (object == nullptr) {
    if (bytes_since_reply_ <= max_reply_bytes_) return std::nullopt;
    return tl::make_unexpected(std::string("one answer of Redis is too long"));
  }
  const std::unique_ptr<RedisReply> reply(static_cast<RedisReply*>(object));
  bytes_since_reply_ = reader_->len - reader_->pos;
  return std::optional<RedisReply>(std::move(*reply));
}

}  // namespace greycache
