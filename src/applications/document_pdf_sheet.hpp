#pragma once

#include <cairo.h>
#include <pango/pango.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"

/// Paper: what stands where on which page, collected first and painted after, so that the number of pages is known.
/// Units: points, 1/72 inch, from the upper left corner.
namespace qyzmet::applications::pdf {

struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
};
inline constexpr Colour kInk{0.07, 0.09, 0.10};
inline constexpr Colour kQuiet{0.33, 0.37, 0.40};
inline constexpr Colour kTeal{0.0, 0.36, 0.38};
inline constexpr Colour kLine{0.75, 0.79, 0.80};

struct Style {
  double size = 10.5;
  bool bold = false;
  Colour colour = kInk;
};

inline constexpr double kWidth = 595.28;  ///< A4
inline constexpr double kHeight = 841.89;
inline constexpr double kLeft = 56;
inline constexpr double kRight = kWidth - 56;
inline constexpr double kTop = 50;
inline constexpr double kBottom = kHeight - 62;

inline constexpr std::string_view kFont = "Noto Sans";

template <class T>
struct Unref {
  void operator()(T* object) const { g_object_unref(object); }
};
using Layout = std::shared_ptr<PangoLayout>;

/// Metadata of the file.
struct About {
  std::string title;
  std::string author;
  Instant created{};
};

class Sheet {
 public:
  explicit Sheet(std::string_view lang);
  ~Sheet();
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;

  /// Is the font there that documents are set in?
  bool has_font() const;

  /// Structure (ISO 32000 §14.8.4): everything until the matching `end` is a "P", a "TR" …
  void begin(std::string_view tag, std::string_view attributes = "");
  void end();

  Layout layout(std::string_view text, const Style& style, double width) const;
  static double height(const Layout& layout);

  double y() const { return y_; }
  void space(double height) { y_ += height; }
  /// Goes on to the next page if less than `height` is left; where pages begin, nothing happens.
  void keep(double height);
  /// Moves down so that `height` is left above the foot of this page.
  void to_foot(double height);

  /// Text from here down, over as many pages as it takes.
  void text(std::string_view text, const Style& style, double left = kLeft, double right = kRight);
  void flow(const Layout& layout, const Style& style, double left);
  /// Text that stays where it is put; nothing moves.
  void place(const Layout& layout, const Style& style, double left, double top);
  void rule(const Colour& colour, double thickness = 0.7);
  void rectangle(double left, double top, double width, double height, const Colour& colour);

  /// What every page has: `foot` gives the text at its end; `across` stands faintly across it, as a picture, or is
  /// empty.
  struct Furniture {
    std::function<std::string(int page, int pages)> foot;
    std::string across;
  };
  std::string paint(const About& about, const Furniture& furniture) const;

 private:
  struct Begin {
    std::string tag;
    std::string attributes;
  };
  struct End {};
  struct Line {
    Layout layout;
    int number = 0;
    double left = 0;
    double baseline = 0;
    Colour colour;
  };
  struct Rectangle {
    double left = 0;
    double top = 0;
    double width = 0;
    double height = 0;
    Colour colour;
  };
  struct Break {};
  using Act = std::variant<Begin, End, Line, Rectangle, Break>;

  class Painter;
  void turn();

  std::unique_ptr<PangoContext, Unref<PangoContext>> context_;
  std::vector<Act> acts_;
  int pages_ = 1;
  double y_ = kTop;
};

}  // namespace qyzmet::applications::pdf
