// Synthetic people of a demonstration: read from data, created once, offered for signing in.
#include "base/check.hpp"
#include "base/file.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "identity/impl.hpp"
#include "identity/password.hpp"

namespace qyzmet::identity {
namespace {

constexpr std::size_t kFileLimit = 1 << 20;

Result<std::string> get_text(const json::object& object, std::string_view name) {
  TRY_ASSIGN(const std::string_view text, get_string(object, name));
  return std::string(text);
}

Result<Text> get_note(const json::object& object) {
  TRY_ASSIGN(const json::object* note, get_object(object, "note"));
  Text text;
  TRY_ASSIGN(text.kk, get_text(*note, "kk"));
  TRY_ASSIGN(text.ru, get_text(*note, "ru"));
  TRY_ASSIGN(text.en, get_text(*note, "en"));
  return text;
}

Result<Demonstration::Citizen> read_citizen(const json::object& object) {
  Demonstration::Citizen citizen;
  TRY_ASSIGN(citizen.iin, get_text(object, "iin"));
  TRY_ASSIGN(citizen.name, get_text(object, "name"));
  TRY_ASSIGN(citizen.note, get_note(object));
  return citizen;
}

Result<Demonstration::Staff> read_staff(const json::object& object) {
  Demonstration::Staff staff;
  TRY_ASSIGN(staff.login, get_text(object, "login"));
  TRY_ASSIGN(staff.password, get_text(object, "password"));
  TRY_ASSIGN(staff.name, get_text(object, "name"));
  TRY_ASSIGN(staff.agency, get_text(object, "agency"));
  TRY_ASSIGN(staff.office, get_text(object, "office"));
  TRY_ASSIGN(staff.note, get_note(object));
  TRY_ASSIGN(const std::string_view words, get_string(object, "roles"));
  const auto roles = parse_roles(words);
  if (!roles) return fail_field("roles", "staff.no_role");
  staff.roles = *roles;
  return staff;
}

Result<Demonstration::Client> read_client(const json::object& object) {
  Demonstration::Client client;
  TRY_ASSIGN(client.name, get_text(object, "name"));
  TRY_ASSIGN(client.secret, get_text(object, "secret"));
  TRY_ASSIGN(const std::string_view words, get_string(object, "scopes"));
  const auto scopes = parse_scopes(words);
  if (!scopes) return fail_field("scopes", "scope.unknown");
  client.scopes = *scopes;
  return client;
}

template <class T>
Result<void> read_list(const json::object& root, std::string_view name, Result<T> (*read)(const json::object&),
                       std::vector<T>& into) {
  TRY_ASSIGN(const json::array* list, get_array(root, name));
  for (const json::value& one : *list) {
    if (!one.is_object()) return fail_field(std::string(name), "field.wrong_type", {{"expected", "object"}});
    TRY_ASSIGN(T value, read(one.get_object()));
    into.push_back(std::move(value));
  }
  return {};
}

Result<Demonstration> read_root(std::string_view text) {
  TRY_ASSIGN(const json::value root, parse_json(text));
  if (!root.is_object()) return fail_field("", "field.wrong_type", {{"expected", "object"}});
  Demonstration demonstration;
  TRY(read_list(root.get_object(), "people", read_citizen, demonstration.people));
  TRY(read_list(root.get_object(), "staff", read_staff, demonstration.staff));
  TRY(read_list(root.get_object(), "clients", read_client, demonstration.clients));
  return demonstration;
}

/// What is there of a demonstration's people, and what is to be made of the rest; in the file's order, id 0 if missing.
struct Cast {
  std::vector<Person> people;
  std::vector<store::Staff> staff;
  std::vector<store::Client> clients;
};

Cast find_cast(db::Snapshot& snapshot, const Demonstration& wanted) {
  Cast cast;
  for (const auto& one : wanted.people) {
    cast.people.push_back(store::find_person_by_iin(snapshot, one.iin).value_or(Person{0, one.iin, one.name}));
  }
  for (const auto& one : wanted.staff) {
    store::Staff row{
        .login = one.login, .name = one.name, .roles = one.roles, .agency = one.agency, .office = one.office};
    cast.staff.push_back(store::find_staff_by_login(snapshot, one.login).value_or(std::move(row)));
  }
  for (const auto& one : wanted.clients) {
    const Digest secret = sha256(one.secret);
    const store::Client row{0, one.name, secret, one.scopes};
    cast.clients.push_back(store::find_client_by_secret(snapshot, secret).value_or(row));
  }
  return cast;
}

/// No events: synthetic people are no news, and the journal of a demonstration begins with its first application.
void create_missing(db::Tx& tx, Cast& cast) {
  for (Person& one : cast.people) {
    if (one.id != 0) continue;
    one.id = tx.new_id();
    store::insert_person(tx, one);
  }
  for (store::Staff& one : cast.staff) {
    if (one.id != 0) continue;
    one.id = tx.new_id();
    store::insert_staff(tx, one);
  }
  for (store::Client& one : cast.clients) {
    if (one.id != 0) continue;
    one.id = tx.new_id();
    store::insert_client(tx, one);
  }
}

std::string people_json(const Demonstration& wanted, const Cast& cast) {
  json::array people;
  for (std::size_t i = 0; i < cast.people.size(); ++i) {
    const Person& one = cast.people[i];
    people.push_back(json::object{{"id", id_to_decimal(one.id)},
                                  {"name", one.name},
                                  {"iin", one.iin},
                                  {"note", to_object(wanted.people[i].note)}});
  }
  json::array staff;
  for (const auto& one : wanted.staff) {
    staff.push_back(json::object{{"login", one.login},
                                 {"password", one.password},
                                 {"name", one.name},
                                 {"roles", words_json(roles_to_words(one.roles))},
                                 {"note", to_object(one.note)}});
  }
  json::array clients;
  for (std::size_t i = 0; i < cast.clients.size(); ++i) {
    clients.push_back(json::object{{"id", id_to_decimal(cast.clients[i].id)},
                                   {"name", cast.clients[i].name},
                                   {"secret", wanted.clients[i].secret}});
  }
  return canonical_json(
      json::object{{"people", std::move(people)}, {"staff", std::move(staff)}, {"clients", std::move(clients)}});
}

}  // namespace

Result<Demonstration> Demonstration::load(const std::filesystem::path& file) {
  TRY_ASSIGN(const std::string text, read_file(file, kFileLimit));
  auto read = read_root(text);
  if (read) return read;
  const Error& error = read.error();
  const std::string reason = error.fields.empty() ? error.key : error.fields[0].path + " " + error.fields[0].key;
  return fail(Code::invalid, "demonstration.malformed", {{"file", file.string()}, {"reason", reason}});
}

Result<void> Identity::start(const Demonstration* demonstration) {
  Impl& impl = *impl_;
  const Instant now = impl.clock.now();
  impl.noted_ms = to_ms(now);
  impl.database.read([&](db::Snapshot& snapshot) {
    for (const auto& [token, session] : store::live_sessions(snapshot, now)) impl.live.add(token, session);
    for (const Consent& consent : store::live_consents(snapshot, now)) impl.live.add(consent);
    for (const auto& [login, until] : store::live_locks(snapshot, now)) impl.lock_outs.load(login, until);
  });
  if (demonstration == nullptr) return {};
  CHECK(impl.options.demo);
  Cast cast;
  impl.database.read([&](db::Snapshot& snapshot) { cast = find_cast(snapshot, *demonstration); });
  for (std::size_t i = 0; i < cast.staff.size(); ++i) {
    if (cast.staff[i].id == 0)
      cast.staff[i].password_hash = hash_password(demonstration->staff[i].password, impl.random);
  }
  Cast created = cast;
  TRY(impl.database.change([&](db::Tx& tx) -> Result<void> {
    created = cast;
    create_missing(tx, created);
    return {};
  }));
  impl.demo_people = people_json(*demonstration, created);
  return {};
}

}  // namespace qyzmet::identity
