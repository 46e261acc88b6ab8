#include "outputs/delivery/places.h"

#include "outputs/store/database.h"

namespace outcry::outputs::delivery {

using store::Database;

Result<std::optional<Place>> Places::find(std::string_view sink) const {
  const auto database = Database::open(store_, Database::Mode::create);
  if (!database) return database.error();
  auto statement = database->prepare("SELECT sequence, state FROM sinks WHERE name = ?");
  if (!statement) return statement.error();
  statement->bind(1, sink);
  const auto row = statement->step();
  if (!row) return row.error();
  if (!*row) return std::optional<Place>();
  return std::optional(Place{static_cast<std::uint64_t>(statement->integer(0)), std::string(statement->text(1))});
}

Result<void> Places::keep(std::string_view sink, const Place& place) const {
  const auto database = Database::open(store_, Database::Mode::create);
  if (!database) return database.error();
  auto statement = database->prepare(
      "INSERT INTO sinks (name, sequence, state) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (name) DO UPDATE SET sequence = ?2, state = ?3");
  if (!statement) return statement.error();
  statement->bind(1, sink);
  statement->bind(2, static_cast<std::int64_t>(place.sequence));
  statement->bind(3, std::string_view(place.state));
  return statement->run();
}

}  // namespace outcry::outputs::delivery
