// hiredis's reader with objects of our own, so that an array grows by what arrives and not by what
// it says of itself.
#include "greycache/redis/reply_reader.h"

#include <hiredis/read.h>

#include <algorithm>
#include <new>

#include "common/text.h"

namespace greycache {

namespace {

// Reserved in advance for an array, however many elements it announces.
constexpr std::size_t kMaxReserve = 1024;

// Elements of an array are created in order and each is complete before the next begins, so the
// array may move its elements as it grows: hiredis holds on to the newest one only.
RedisReply* place_for(const redisReadTask* task) {
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
  reply->type = type_of(task);
  reply->text.assign(text, length);
  return reply;
}

// hiredis 0.14 counts in int, 1.0 and later in size_t.
template <typename Count>
void* create_array(const redisReadTask* task, Count elements) {
  RedisReply* reply = place_for(task);
  reply->type = RedisReply::Type::array;
  reply->elements.reserve(std::min(static_cast<std::size_t>(elements), kMaxReserve));
  return reply;
}

void* create_integer(const redisReadTask* task, long long value) {
  RedisReply* reply = place_for(task);
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
    functions.createDouble = [](const redisReadTask* task, double, char* text, std::size_t length) {
      return create_string(task, text, length);
    };
    functions.createBool = [](const redisReadTask* task, int value) {
      return create_integer(task, value);
    };
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
    return tl::make_unexpected("Redis's answer cannot be read: " + escaped(reader_->errstr));
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
