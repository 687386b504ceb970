#include <algorithm>
#include <functional>

#include "rules/dmn_parts.hpp"

namespace qyzmet::rules::dmn {
namespace {

bool is_knowledge(NodeKind kind) { return kind == NodeKind::knowledge_model || kind == NodeKind::service; }

class ModelCompiler {
 public:
  explicit ModelCompiler(Model::Parts& parts) : parts_(parts) {}

  Result<void> compile() {
    TRY(find_imports());
    parts_.types.resize(parts_.files.size());
    std::vector<char> begun(parts_.files.size(), 0);
    for (std::size_t file = 0; file < parts_.files.size(); ++file) make_types(file, begun);
    TRY(find_nodes());
    for (CompiledNode& node : parts_.nodes) find_needs(node);
    for (std::size_t node = 0; node < parts_.nodes.size(); ++node) break_circles(node);
    for (CompiledNode& node : parts_.nodes) compile_logic(node);
    return {};
  }

 private:
  struct Imported {
    std::string name;  ///< normal
    std::size_t file;
  };

  void fault(const CompiledNode& node, std::string key, Details details) {
    parts_.faults.push_back({parts_.files[node.file].space, node.written->name, node.written->line,
                             Error{Code::invalid, std::move(key), std::move(details), {}}});
  }

  Result<void> find_imports() {
    imports_.resize(parts_.files.size());
    for (std::size_t file = 0; file < parts_.files.size(); ++file) {
      for (const Import& import : parts_.files[file].imports) {
        if (!import.type.empty() && import.type.find("/DMN/") == std::string::npos) continue;
        const auto found = std::ranges::find(parts_.files, import.space, &Definitions::space);
        if (found == parts_.files.end()) {
          return fail(Code::invalid, "dmn.no_import",
                      {{"file", parts_.files[file].name}, {"name", import.name}, {"space", import.space}});
        }
        imports_[file].push_back({normal_name(import.name), static_cast<std::size_t>(found - parts_.files.begin())});
      }
    }
    return {};
  }

  /// The types of the files that it imports come first; of files that import each other one goes without.
  void make_types(std::size_t file, std::vector<char>& begun) {
    if (begun[file] != 0) return;
    begun[file] = 1;
    std::vector<std::pair<std::string, const Types*>> imported;
    for (const Imported& import : imports_[file]) {
      make_types(import.file, begun);
      if (parts_.types[import.file]) imported.emplace_back(import.name, parts_.types[import.file].get());
    }
    parts_.types[file] = std::make_unique<Types>(parts_.files[file], std::move(imported), parts_.faults);
  }

  Result<void> find_nodes() {
    for (std::size_t file = 0; file < parts_.files.size(); ++file) {
      for (const Node& written : parts_.files[file].nodes) {
        CompiledNode node;
        node.written = &written;
        node.file = file;
        node.name = normal_name(written.variable.name);
        node.type = parts_.types[file]->declared(written.variable.type, written.name, written.line);
        const std::size_t place = parts_.nodes.size();
        if (!written.id.empty() && !parts_.by_id.emplace(std::pair(file, written.id), place).second) {
          return fail(
              Code::invalid, "dmn.duplicate",
              {{"file", parts_.files[file].name}, {"line", std::to_string(written.line)}, {"name", written.id}});
        }
        parts_.by_name.emplace(std::pair(file, normal_name(written.name)), place);
        parts_.nodes.push_back(std::move(node));
      }
    }
    return {};
  }

  /// Where "#id" or "namespace#id" leads.
  std::optional<std::size_t> resolve(std::size_t file, std::string_view href) const {
    const std::size_t hash = href.rfind('#');
    if (hash != std::string_view::npos && hash != 0) {
      const auto found = std::ranges::find(parts_.files, href.substr(0, hash), &Definitions::space);
      if (found == parts_.files.end()) return std::nullopt;
      file = static_cast<std::size_t>(found - parts_.files.begin());
    }
    const std::string id(hash == std::string_view::npos ? href : href.substr(hash + 1));
    const auto found = parts_.by_id.find({file, id});
    return found == parts_.by_id.end() ? std::nullopt : std::optional(found->second);
  }

  std::vector<std::size_t> resolve_all(CompiledNode& node, const std::vector<std::string>& hrefs,
                                       const std::function<bool(NodeKind)>& fits) {
    std::vector<std::size_t> found;
    for (const std::string& href : hrefs) {
      const auto place = resolve(node.file, href);
      if (place && fits(parts_.nodes[*place].written->kind)) {
        found.push_back(*place);
      } else {
        fault(node, "dmn.no_node", {{"name", href}});
      }
    }
    return found;
  }

  void find_needs(CompiledNode& node) {
    const Node& written = *node.written;
    const auto input = [](NodeKind kind) { return kind == NodeKind::input_data; };
    const auto decision = [](NodeKind kind) { return kind == NodeKind::decision; };
    if (written.kind == NodeKind::service) {
      node.outputs = resolve_all(node, written.outputs, decision);
      // Input data come before decisions (DMN 1.5, 10.4; the TCK's 0085 holds it).
      node.takes = resolve_all(node, written.inputs, input);
      const auto decisions = resolve_all(node, written.input_decisions, decision);
      node.takes.insert(node.takes.end(), decisions.begin(), decisions.end());
      return;
    }
    for (const std::size_t place : resolve_all(node, written.inputs, input)) add_need(node, place);
    for (const std::size_t place : resolve_all(node, written.decisions, decision)) add_need(node, place);
    for (const std::size_t place : resolve_all(node, written.knowledge, is_knowledge)) add_need(node, place);
  }

  void add_need(CompiledNode& node, std::size_t place) {
    const CompiledNode& needed = parts_.nodes[place];
    std::string import;
    if (needed.file != node.file) {
      const auto found = std::ranges::find(imports_[node.file], needed.file, &Imported::file);
      if (found == imports_[node.file].end()) return fault(node, "dmn.no_node", {{"name", needed.written->name}});
      import = found->name;
    }
    if (import.empty()) {
      node.needs.push_back({needed.name, place, {}});
      return;
    }
    auto group = std::ranges::find_if(node.needs, [&](const Need& need) { return !need.node && need.name == import; });
    if (group == node.needs.end()) group = node.needs.insert(node.needs.end(), Need{import, std::nullopt, {}});
    group->members.emplace_back(needed.name, place);
  }

  /// Decisions must not need each other in a circle; the one that closes it is broken.
  void break_circles(std::size_t place) {
    enum : char { kNew, kOpen, kDone };
    if (states_.size() < parts_.nodes.size()) states_.resize(parts_.nodes.size(), kNew);
    if (states_[place] != kNew) return;
    // Without recursion: a chain of decisions can be as long as the model.
    std::vector<std::pair<std::size_t, std::vector<std::size_t>>> path;
    const auto open = [&](std::size_t node) {
      states_[node] = kOpen;
      path.emplace_back(node, decisions_of(parts_.nodes[node]));
    };
    open(place);
    while (!path.empty()) {
      auto& [node, rest] = path.back();
      if (rest.empty()) {
        states_[node] = kDone;
        path.pop_back();
        continue;
      }
      const std::size_t next = rest.back();
      rest.pop_back();
      if (states_[next] == kNew) {
        open(next);
      } else if (states_[next] == kOpen && !parts_.nodes[node].logic) {
        CompiledNode& closing = parts_.nodes[node];
        fault(closing, "dmn.circle", {{"name", closing.written->name}});
        closing.logic = LogicCompiler::broken(parts_.faults.back().error);
        closing.needs.clear();
        rest.clear();
      }
    }
  }

  std::vector<std::size_t> decisions_of(const CompiledNode& node) const {
    std::vector<std::size_t> all;
    const auto add = [&](std::size_t place) {
      if (parts_.nodes[place].written->kind == NodeKind::decision) all.push_back(place);
    };
    for (const Need& need : node.needs) {
      if (need.node) add(*need.node);
      for (const auto& member : need.members) add(member.second);
    }
    return all;
  }

  /// What those who need a node see of its type.
  TypeRef seen_type(const CompiledNode& node) const {
    if (is_knowledge(node.written->kind)) return type_of(Type::Kind::any);
    if (node.type.type->kind != Type::Kind::any || !node.written->logic) return node.type.type;
    return shown_type(*node.written->logic);
  }

  Names names_of(const CompiledNode& node) const {
    Names names = parts_.types[node.file]->names();
    for (const Need& need : node.needs) {
      if (need.node) {
        names.add(need.name, seen_type(parts_.nodes[*need.node]));
        continue;
      }
      std::vector<std::pair<std::string, TypeRef>> members;
      for (const auto& [name, place] : need.members) members.emplace_back(name, seen_type(parts_.nodes[place]));
      names.add(need.name, context_of(std::move(members)));
    }
    return names;
  }

  void compile_logic(CompiledNode& node) {
    const Node& written = *node.written;
    if (node.logic || written.kind == NodeKind::input_data) return;
    if (written.kind == NodeKind::service) return compile_service(node);
    LogicCompiler compiler(*parts_.types[node.file], parts_.files[node.file], written.name, parts_.faults);
    if (!written.logic) {
      // A decision without logic is a drawing; what needs it hears of it. It is no fault of the model's.
      node.logic = LogicCompiler::broken({Code::invalid, "dmn.no_logic", {{"name", written.name}}, {}});
      return;
    }
    Names names = names_of(node);
    if (written.kind == NodeKind::decision) {
      node.logic = compiler.compile(*written.logic, names);
      return;
    }
    compile_knowledge(node, compiler, names);
  }

  void compile_knowledge(CompiledNode& node, LogicCompiler& compiler, Names& names) {
    const Function& function = std::get<Function>(node.written->logic->what);
    node.parameters = compiler.parameters(function, names, node.written->line);
    for (const Item& item : function.parameters) {
      node.parameter_types.push_back(compiler.declared(item.type, node.written->line));
    }
    node.type = result_of(std::move(node.type));
    if (function.kind == "Java" || function.kind == "PMML") {
      fault(node, "rules.external_function", {{"name", function.kind}});
      node.logic = LogicCompiler::broken(parts_.faults.back().error);
    } else if (!function.body) {
      node.logic = LogicCompiler::broken({Code::invalid, "dmn.no_logic", {{"name", node.written->name}}, {}});
    } else {
      node.logic = compiler.compile(*function.body, names);
    }
  }

  void compile_service(CompiledNode& node) {
    for (const std::size_t place : node.takes) {
      const CompiledNode& taken = parts_.nodes[place];
      node.parameters.push_back({taken.name, taken.type.type});
      node.parameter_types.push_back(taken.type);
    }
    node.type = result_of(std::move(node.type));
  }

  Model::Parts& parts_;
  std::vector<std::vector<Imported>> imports_;  ///< of each file
  std::vector<char> states_;
};

}  // namespace

Result<Model> Model::compile(std::vector<Definitions> files) {
  auto parts = std::make_shared<Parts>();
  parts->files = std::move(files);
  TRY(ModelCompiler(*parts).compile());
  Model model;
  model.parts_ = std::move(parts);
  return model;
}

const std::vector<Fault>& Model::faults() const { return parts_->faults; }

const Definitions& Model::main() const { return parts_->files.front(); }

}  // namespace qyzmet::rules::dmn
