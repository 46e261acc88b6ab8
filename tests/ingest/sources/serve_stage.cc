// serve_stage KIND POSTS: the double of a kind of source as a server, until standard input ends. Says where it is.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read.hpp>
#include <iostream>
#include <string>

#include "stage.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  boost::asio::io_context io(1);
  for (const auto& maker : outcry::ingest::stages()) {
    if (maker.name != argv[1]) continue;
    const auto stage = maker.make(io);
    stage->post_until(std::stoi(argv[2]));
    std::cout << stage->address() << std::endl;
    boost::asio::posix::stream_descriptor input(io, ::dup(STDIN_FILENO));
    std::string ignored;
    boost::asio::async_read(input, boost::asio::dynamic_buffer(ignored), [&](auto, auto) { io.stop(); });
    io.run();
    return 0;
  }
  return 2;
}
