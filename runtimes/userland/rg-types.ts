/** Names of files by their types, as patterns. */
const TYPES: Readonly<Record<string, string>> = {
  asm: "*.S *.asm *.s",
  awk: "*.awk",
  c: "*.[chH] *.[chH].in *.cats",
  clojure: "*.clj *.cljc *.cljs *.cljx",
  cmake: "*.cmake CMakeLists.txt",
  cpp: "*.[ChH] *.[ChH].in *.[ch]pp *.[ch]pp.in *.[ch]xx *.[ch]xx.in *.cc *.cc.in *.hh *.hh.in *.inl",
  cs: "*.cs",
  css: "*.css *.scss",
  csv: "*.csv",
  dart: "*.dart",
  docker: "*Dockerfile*",
  elixir: "*.eex *.ex *.exs",
  elm: "*.elm",
  erlang: "*.erl *.hrl",
  fish: "*.fish",
  go: "*.go",
  gradle: "*.gradle",
  groovy: "*.gradle *.groovy",
  h: "*.h *.hpp",
  haskell: "*.c2hs *.cpphs *.hs *.hsc *.lhs",
  html: "*.ejs *.htm *.html",
  java: "*.java *.jsp *.jspx *.properties",
  js: "*.js *.jsx *.vue",
  json: "*.json composer.lock",
  jsonl: "*.jsonl",
  julia: "*.jl",
  kotlin: "*.kt *.kts",
  less: "*.less",
  license:
    "*[.-]LICEN[CS]E* AGPL-*[0-9]* APACHE-*[0-9]* BSD-*[0-9]* CC-BY-* COPYING COPYING[.-]* COPYRIGHT COPYRIGHT[.-]* EULA EULA[.-]* GFDL-*[0-9]* GNU-*[0-9]* GPL-*[0-9]* LGPL-*[0-9]* LICEN[CS]E LICEN[CS]E[.-]* MIT-*[0-9]* MPL-*[0-9]* NOTICE NOTICE[.-]* OFL-*[0-9]* PATENTS PATENTS[.-]* UNLICEN[CS]E UNLICEN[CS]E[.-]* agpl[.-]* gpl[.-]* lgpl[.-]* licen[cs]e licen[cs]e.*",
  lua: "*.lua",
  make: "*.mak *.mk [Gg][Nn][Uu]makefile [Gg][Nn][Uu]makefile.am [Gg][Nn][Uu]makefile.in [Mm]akefile [Mm]akefile.am [Mm]akefile.in",
  markdown: "*.markdown *.md *.mdown *.mkdn",
  md: "*.markdown *.md *.mdown *.mkdn",
  nix: "*.nix",
  objc: "*.h *.m",
  ocaml: "*.ml *.mli *.mll *.mly",
  org: "*.org *.org_archive",
  pdf: "*.pdf",
  perl: "*.PL *.perl *.pl *.plh *.plx *.pm *.t",
  php: "*.php *.php3 *.php4 *.php5 *.phtml",
  protobuf: "*.proto",
  ps: "*.cdxml *.ps1 *.ps1xml *.psd1 *.psm1",
  py: "*.py",
  r: "*.R *.Rmd *.Rnw *.r",
  readme: "*README README*",
  rst: "*.rst",
  ruby: "*.gemspec *.rb *.rbw .irbrc Gemfile Rakefile config.ru",
  rust: "*.rs",
  sass: "*.sass *.scss",
  scala: "*.sbt *.scala",
  sh: "*.bash *.bashrc *.csh *.cshrc *.ksh *.kshrc *.sh *.tcsh *.zsh .bash_login .bash_logout .bash_profile .bashrc .cshrc .kshrc .login .logout .profile .tcshrc .zlogin .zlogout .zprofile .zshenv .zshrc bash_login bash_logout bash_profile bashrc profile zlogin zlogout zprofile zshenv zshrc",
  sql: "*.psql *.sql",
  svg: "*.svg",
  swift: "*.swift",
  tex: "*.bib *.cls *.dtx *.ins *.ltx *.sty *.tex",
  toml: "*.toml Cargo.lock",
  ts: "*.ts *.tsx",
  txt: "*.txt",
  vim: "*.vim",
  xml: "*.dtd *.rng *.sch *.xhtml *.xjb *.xml *.xml.dist *.xsd *.xsl *.xslt",
  yacc: "*.y",
  yaml: "*.yaml *.yml",
  zig: "*.zig",
  zsh: "*.zsh .zlogin .zlogout .zprofile .zshenv .zshrc zlogin zlogout zprofile zshenv zshrc",
};

/** @returns nothing for a type that there isn't */
export function typeGlobs(name: string): readonly string[] | undefined {
  return Object.hasOwn(TYPES, name) ? TYPES[name]?.split(" ") : undefined;
}

export function typeList(): string {
  return Object.entries(TYPES)
    .map(([name, globs]) => `${name}: ${globs.replaceAll(" ", ", ")}\n`)
    .join("");
}
