x='a b  c'; echo $x; echo "$x"; echo ${x} "${x}d" $xd
unset x; echo "[${x:-d}]" "[${x-d}]" "[${x:+s}]" "[${x+s}]"; x=; echo "[${x:-d}]" "[${x-d}]" "[${x:+s}]" "[${x+s}]"
echo ${x:=new} $x; echo ${y=other}; echo $y
x=abcdef; echo ${#x} ${x:2} ${x:2:2} ${x: -2} ${x:0:-1} ${x:(-3):2} ${x:10}
x=/a/b/c.tar.gz; echo ${x##*/} ${x#*/} ${x%/*} ${x%%/*} ${x%.*} ${x%%.*} ${x#nope}
x=a.b.c; echo ${x/./-} ${x//./-} ${x/#a/A} ${x/%c/C} ${x//[ab]/_} ${x/b} ${x//.}
x=Hello; echo ${x^^} ${x,,} ${x^} ${x,}; y=world; echo ${y^}
set -- a 'b c' d; echo $# $1 "$2" $3 [$4]; echo $*; echo "$*"; echo $@; for i in "$@"; do echo "<$i>"; done
set -- 'a b' c; for i in $@; do echo "<$i>"; done; for i in "$*"; do echo "<$i>"; done; for i; do echo "<$i>"; done
set --; echo $# "[$*]" "[$@]"; for i in "$@"; do echo never; done; echo "${1:-none}"
set -- 1 2 3 4 5 6 7 8 9 10 11; echo $10 ${10} ${11} $#
IFS=:; x=a:b::c; echo $x; for i in $x; do echo "<$i>"; done; echo "$x"
IFS=' :'; x=' a : b ::c '; for i in $x; do echo "<$i>"; done
IFS=,; set -- a b c; echo "$*"; unset IFS; echo "$*"
x='*'; echo $x "$x" '$x'; y='$x'; echo $y
x=1; x=2 true; echo $x; x=3 y=$x; echo $x $y
x=a; x+=b; x+="c d"; echo "$x"
echo "${x:-$(echo sub)}" "${x:-"a b"}" ${x:-'c d'} "${x:-'e'}"
echo "${x:-a}${y:-b}" ${z:-"*"} ${z:-*.txt}
for i in ${x:-a b "c d"}; do echo "<$i>"; done; for i in "${x:-a b}"; do echo "<$i>"; done
true; echo $?; false; echo $?; (exit 7); echo $?; ! true; echo $?
x=$(false); echo $?; x=$(exit 3) y=1; echo $?; echo $(exit 4); echo $?
echo "a${x}b" a${x}b a$x"b" $x$x; x='p q'; echo a${x}b "a${x}b"
x=5; echo "${#x}" ${x#5} "[${x%5}]"; set -- a b; echo ${#} $# ${#@}
x=set; echo ${x?must} && echo ok; x=; echo ${x?must}; echo "[${x-}]"
x="a
b"; echo $x; echo "$x"
x='\n'; echo $x "$x"; echo '\n' \\n "\n" "\\n"
x='a  b'; y=$x; echo "$y"; y="$x" z=$x; echo "$z"; for i in a${x}b; do echo "<$i>"; done
x='"q"'; echo $x "$x"; x="it's"; echo $x; x=' lead'; echo "<"$x">"
unset x; echo ${x:-${y:-${z:-deep}}} "${x:-"${y:-in}"}"
x=abc; echo ${x:1:1}${x:0:1} ${x:$((1 + 1))} ${x#?} ${x%?} ${x#*b} ${x%b*} ${x/b*/} ${x/?/\?}
set --; for i in a "$@" "b$@" $x"$@" ""; do echo "<$i>"; done; IFS=:; set -- p 'q r'; v="$@"; w="$*"; echo "$v" "$w"
