#include "app/commands.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "app/arguments.hpp"
#include "app/share.hpp"
#include "app/testing.hpp"

namespace qyzmet::app {
namespace {

struct Ended {
  Exit exit;
  std::string out;
  std::string err;
};

Ended run_with(const std::vector<std::string>& arguments, const std::string& typed = "") {
  std::istringstream in(typed);
  std::ostringstream out;
  std::ostringstream err;
  const Program program{
      .version = "0.0.0-test", .executable = QYZMET_SOURCE_DIR "/build/x/qyzmet", .in = in, .out = out, .err = err};
  const Exit exit = run(arguments, program);
  return {exit, out.str(), err.str()};
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

TEST(Commands, VersionAndHelp) {
  EXPECT_EQ(run_with({"--version"}).out, "qyzmet 0.0.0-test\n");
  EXPECT_TRUE(holds(run_with({"--help"}).out, "verify"));
  for (const std::string command : {"serve", "agencies", "verify", "audit", "check-file", "migrate", "staff", "clients",
                                    "journal", "routes", "services"}) {
    const Ended ended = run_with({command, "--help"});
    EXPECT_EQ(ended.exit, kOk) << command;
    EXPECT_TRUE(holds(ended.out, "qyzmet " + command)) << ended.out;
    EXPECT_EQ(ended.err, "");
  }
}

TEST(Commands, WrongUsageEndsWith2AndSaysWhat) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{}, "say which command"},
      {{"sevre"}, "no command \"sevre\""},
      {{"serve"}, "--data is needed"},
      {{"serve", "--data", "x", "--bogus"}, "unknown option --bogus"},
      {{"serve", "--data"}, "--data needs a value"},
      {{"serve", "--data", "x", "--port", "65536"}, "--port does not take \"65536\""},
      {{"serve", "--data", "x", "--port", "80x"}, "--port does not take \"80x\""},
      {{"serve", "--data", "x", "--port="}, "--port does not take \"\""},
      {{"serve", "--data", "x", "--demo=yes"}, "--demo takes no value"},
      {{"serve", "--data", "x", "y"}, "\"y\" is one argument too many"},
      {{"serve", "--data", "x", "--tls-key", "k"}, "together"},
      {{"agencies", "--port", "65536"}, "--port does not take \"65536\""},
      {{"verify", "--key", "k"}, "an argument is missing"},
      {{"verify", "receipt"}, "--key is needed"},
      {{"journal"}, "continue-as"},
      {{"journal", "continue-as", "new", "--data", "x"}, "--reason is needed"},
      {{"staff"}, "staff add"},
      {{"staff", "add", "--data", "x", "--login", "l", "--name", "n"}, "--role is needed"},
      {{"staff", "add", "--data", "x", "--role", "king"}, "--role does not take \"king\""},
      {{"clients", "add", "--data", "x", "--name", "n"}, "--scope is needed"},
  };
  for (const auto& [arguments, said] : cases) {
    const Ended ended = run_with(arguments);
    EXPECT_EQ(ended.exit, kUsage) << said;
    EXPECT_TRUE(holds(ended.err, said)) << ended.err;
    EXPECT_EQ(ended.out, "");
  }
}

TEST(Commands, RoutesAreListed) {
  const Ended ended = run_with({"routes"});
  EXPECT_EQ(ended.exit, kOk) << ended.err;
  EXPECT_TRUE(holds(ended.out, "change  everyone       POST   /api/applications\n")) << ended.out;
}

/// One database through the commands: migrated, put to use as a demonstration, audited, gone on with under another
/// name.
TEST(Commands, UpkeepOfOneDatabase) {
  const db::testing::TempFolder folder;
  const std::string data = folder.path() / "data";
  EXPECT_TRUE(holds(run_with({"migrate", "--data", data}).out, " migrations ran"));
  EXPECT_EQ(run_with({"migrate", "--data", data}).out, "0 migrations ran\n");
  EXPECT_EQ(run_with({"journal", "stuck", "--data", data}).out, "0 stuck\n");
  SystemClock clock;
  SystemRandom random;
  Settings settings;
  settings.share = QYZMET_SOURCE_DIR;
  settings.database.directory = data;
  ASSERT_TRUE(App::open(settings, clock, random));
  const Ended audited = run_with({"audit", "--data", data});
  EXPECT_EQ(audited.exit, kOk) << audited.out << audited.err;
  const Ended continued =
      run_with({"journal", "continue-as", "new.example/log", "--data", data, "--reason", "a restore"});
  EXPECT_EQ(continued.exit, kOk) << continued.err;
  ASSERT_TRUE(App::open(settings, clock, random));  // signs as the new log
  const Ended again = run_with({"audit", "--data", data});
  EXPECT_EQ(again.out, std::to_string(testing::kFirstEvents + 1) + " events, 0 findings\n") << again.err;
}

TEST(Commands, TheAuditReadsBesideAServerAndMakesNothing) {
  const db::testing::Place place(db::Engine::sqlite);
  SystemClock clock;
  SystemRandom random;
  const auto app = App::open(testing::settings(place, QYZMET_SOURCE_DIR), clock, random);
  ASSERT_TRUE(app);
  const Ended beside = run_with({"audit", "--data", place.folder()});
  EXPECT_EQ(beside.out, std::to_string(testing::kFirstEvents) + " events, 0 findings\n") << beside.err;
  const db::testing::TempFolder folder;
  const std::filesystem::path nothing = folder.path() / "nothing";
  const Ended missing = run_with({"audit", "--data", nothing});
  EXPECT_EQ(missing.exit, kFailure);
  EXPECT_NE(missing.err, "");
  EXPECT_FALSE(std::filesystem::exists(nothing));
}

TEST(Commands, StaffAndClientsAreAdded) {
  const db::testing::TempFolder folder;
  const std::string data = folder.path();
  const std::vector<std::string> add = {"staff",  "add",   "--data", data,       "--login", "aigul",
                                        "--name", "Айгүл", "--role", "operator", "--role",  "officer"};
  const Ended added = run_with(add, "a long password\n");
  EXPECT_EQ(added.exit, kOk) << added.err;
  EXPECT_TRUE(holds(added.out, "aigul")) << added.out;
  EXPECT_FALSE(holds(added.out, "password"));
  const Ended twice = run_with(add, "a long password\n");
  EXPECT_EQ(twice.exit, kRefused);
  EXPECT_TRUE(holds(twice.err, "taken")) << twice.err;
  const Ended weak =
      run_with({"staff", "add", "--data", data, "--login", "b", "--name", "b", "--role", "keeper"}, "short\n");
  EXPECT_EQ(weak.exit, kFailure);
  EXPECT_TRUE(holds(weak.err, "12 to 256")) << weak.err;
  const Ended client = run_with({"clients", "add", "--data", data, "--name", "Bank", "--scope", "applications_read"});
  EXPECT_EQ(client.exit, kOk) << client.err;
  EXPECT_TRUE(holds(client.out, "client_id") && holds(client.out, "client_secret")) << client.out;
}

/// A slip of the pen makes no installation, and no officer whose list stays empty.
TEST(Commands, StaffAddWantsAFolderAndAnAgencyThatAreThere) {
  const db::testing::TempFolder folder;
  const std::string missing = folder.path() / "data";
  const auto add = [&](const std::string& data, const std::string& agency) {
    return run_with(
        {"staff", "add", "--data", data, "--login", "a", "--name", "a", "--role", "officer", "--agency", agency},
        "a long password\n");
  };
  const Ended nowhere = add(missing, "kz.mvd");
  EXPECT_EQ(nowhere.exit, kFailure);
  EXPECT_TRUE(holds(nowhere.err, "mkdir -p " + missing)) << nowhere.err;
  EXPECT_FALSE(std::filesystem::exists(missing));
  const Ended unknown = add(folder.path(), "kz.mdv");
  EXPECT_EQ(unknown.exit, kFailure);
  EXPECT_TRUE(holds(unknown.err, "agency: There is no such agency") && holds(unknown.err, "kz.mvd")) << unknown.err;
  EXPECT_EQ(add(folder.path(), "kz.mvd").exit, kOk);
}

TEST(Commands, APasswordIsChangedAndAnAccountClosed) {
  const db::testing::TempFolder folder;
  const std::string data = folder.path();
  ASSERT_EQ(
      run_with({"staff", "add", "--data", data, "--login", "a", "--name", "a", "--role", "keeper"}, "a long password\n")
          .exit,
      kOk);
  const Ended changed = run_with({"staff", "password", "a", "--data", data}, "another password\n");
  EXPECT_EQ(changed.exit, kOk) << changed.err;
  EXPECT_FALSE(holds(changed.out, "another"));
  EXPECT_EQ(run_with({"staff", "password", "a", "--data", data}, "short\n").exit, kFailure);
  EXPECT_EQ(run_with({"staff", "close", "--data", data}).exit, kUsage);
  EXPECT_EQ(run_with({"staff", "close", "a", "--data", data}).exit, kOk);
  for (const std::string what : {"close", "password"}) {
    const Ended again = run_with({"staff", what, "a", "--data", data}, "another password\n");
    EXPECT_EQ(again.exit, kFailure);
    EXPECT_TRUE(holds(again.err, "no open account")) << again.err;
  }
}

TEST(Commands, ASecondWriterIsRefused) {
  const db::testing::Place place(db::Engine::sqlite);
  SystemClock clock;
  SystemRandom random;
  const auto app = App::open(testing::settings(place, QYZMET_SOURCE_DIR), clock, random);
  ASSERT_TRUE(app);
  const Ended ended = run_with({"migrate", "--data", place.folder()});
  EXPECT_EQ(ended.exit, kRefused);
  EXPECT_NE(ended.err, "");
}

TEST(Commands, ADemonstrationStaysOneAndNothingElseBecomesOne) {
  SystemClock clock;
  SystemRandom random;
  for (const bool demo : {true, false}) {
    const db::testing::Place place(db::Engine::sqlite);
    Settings settings = testing::settings(place, QYZMET_SOURCE_DIR);
    settings.demo = demo;
    ASSERT_TRUE(App::open(settings, clock, random));
    ASSERT_TRUE(App::open(settings, clock, random));
    settings.demo = !demo;
    const auto refused = App::open(settings, clock, random);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_EQ(refused.error().key, demo ? "app.demo_database" : "app.not_demo_database");
  }
}

TEST(Commands, VerifySaysWhatIsProvenAndWhatIsNot) {
  const db::testing::TempFolder folder;
  const std::string receipt = folder.path() / "receipt.json";
  const std::string key = folder.path() / "key";
  const std::string content = folder.path() / "content.json";
  std::string id;
  {
    const testing::Site site(QYZMET_SOURCE_DIR);
    const std::string body =
        R"({"service":"kz.address-certificate","answers":{"iin":"900315400007","region":"750000000","settlement":"a",)"
        R"("address":"b","purpose":"bank","certificate_language":"kk","data_are_right":true}})";
    const auto filed = parse_json(site.post("k", body).body);
    ASSERT_TRUE(filed);
    id = std::string(filed->at("id").as_string());
    http::testing::Answer answer;
    do answer = site.get("/api/applications/" + id + "/receipt");
    while (answer.status == 503);
    std::ofstream(receipt) << answer.body;
    std::ofstream(key) << site.get("/log/key").body;
    std::ofstream(content) << R"({"answers":{"address":"b","certificate_language":"kk","data_are_right":true,)"
                              R"("iin":"900315400007","purpose":"bank","region":"750000000","settlement":"a"},)"
                              R"("service":"kz.address-certificate","version":1})";
  }
  const Ended proven = run_with({"verify", receipt, "--key", key, "--content", content});
  EXPECT_EQ(proven.exit, kOk) << proven.err;
  EXPECT_TRUE(holds(proven.out, "PROVEN: entry " + std::to_string(testing::kFirstEvents))) << proven.out;
  EXPECT_TRUE(holds(proven.out, id));
  EXPECT_TRUE(holds(proven.out, "  number   " + id_to_display(*parse_id(id)))) << proven.out;
  EXPECT_TRUE(holds(run_with({"verify", receipt, "--key", key}).out, "content  not checked"));

  std::ofstream(content, std::ios::app) << " ";
  const Ended other = run_with({"verify", receipt, "--key", key, "--content", content});
  EXPECT_EQ(other.exit, kFailure);
  EXPECT_TRUE(holds(other.err, "NOT PROVEN\n")) << other.err;
  EXPECT_EQ(other.out, "");
  EXPECT_EQ(run_with({"verify", receipt, "--key", "x+00000000+AAAA"}).exit, kFailure);
  EXPECT_EQ(run_with({"verify", content, "--key", key}).exit, kFailure);
  EXPECT_EQ(run_with({"verify", receipt + "-none", "--key", key}).exit, kFailure);
}

TEST(Arguments, OptionsMayComeInBothFormsAndEnd) {
  std::string name;
  int port = 0;
  bool demo = false;
  const std::vector<Option> options = {{"--name", "N", "", into(name)},
                                       {"--port", "N", "", into_number(port, 0, 9)},
                                       {"--demo", "", "", into_flag(demo)}};
  const std::vector<std::string> arguments = {"a", "--name=x=y", "--port", "7", "--demo", "--", "--b"};
  const auto rest = parse_arguments(arguments, options);
  ASSERT_TRUE(rest);
  EXPECT_EQ(*rest, (std::vector<std::string>{"a", "--b"}));
  EXPECT_EQ(name, "x=y");
  EXPECT_EQ(port, 7);
  EXPECT_TRUE(demo);
}

TEST(Share, IsFoundNearTheProgramOrWhereItIsSaid) {
  const std::filesystem::path source = QYZMET_SOURCE_DIR;
  EXPECT_EQ(find_share("", source / "build/release/qyzmet").value(), source);
  EXPECT_EQ(find_share(source, "/nowhere/qyzmet").value(), source);
  EXPECT_EQ(find_share("/nowhere", source / "build/qyzmet").error().key, "app.no_share");
  const db::testing::TempFolder prefix;
  EXPECT_EQ(find_share("", prefix.path() / "bin/qyzmet").error().key, "app.no_share");
  std::filesystem::create_directories(prefix.path() / "share/qyzmet/services");
  std::filesystem::create_directories(prefix.path() / "share/qyzmet/data");
  EXPECT_EQ(find_share("", prefix.path() / "bin/qyzmet").value(), prefix.path() / "share/qyzmet");
}

TEST(Settings, WhatIsNotSaidFollowsFromTheRest) {
  Settings settings;
  settings.database.directory = "/d";
  settings.public_url = "https://qyzmet.example/";
  complete(settings);
  EXPECT_EQ(settings.journal.origin, "qyzmet.example/log");
  EXPECT_EQ(settings.journal.key_file, "/d/journal.key");
  EXPECT_EQ(settings.journal.high_water_file, "/d/journal.checkpoint");
  settings.journal.origin = "named";
  complete(settings);
  EXPECT_EQ(settings.journal.origin, "named");
}

}  // namespace
}  // namespace qyzmet::app
