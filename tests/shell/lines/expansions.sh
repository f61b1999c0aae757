x=path/to/file.tar.gz; echo ${x#*/} ${x##*/} ${x%.*} ${x%%.*} ${x/t/T} ${x//t/T} ${x/#path/P} ${x/%gz/GZ} ${#x}
x=; y=v; echo "${x:-d}" "${x-d}" "${z-d}" "${z:-d}" "${y:+s}" "${x:+s}" "${x+s}" "${z+s}" "${y:-d}"
unset x; echo ${x:=set} $x; echo ${y:="a  b"} "$y"; (: ${q:?is missing}) 2>/dev/null; echo $?
x=abcdef; echo ${x:2} ${x:1:3} ${x: -2} ${x: -4:2} ${x:0:-1} ${x:6} "[${x:9}]" ${x:1+1:x?2:1}
x=Hello; echo ${x^^} ${x,,} ${x^} ${x,} ${x^^l} ${x,,H}
x='a b  c'; echo $x; echo "$x"; echo ${x// /_}; echo "${x//[ab]/-}"; echo ${x/ /}; for w in $x; do echo "<$w>"; done
x='*.txt'; echo $x; echo "$x"; echo ${x%.txt}; y=a; echo ${y}b$y"c"'d'\e
set -- a 'b c' d; for i in "$@"; do echo "<$i>"; done; for i in $@; do echo "<$i>"; done; for i in "$*"; do echo "<$i>"; done; echo ${#} ${#@} ${@:2} ${@:1:2} "${*:2:1}"
set -- a b c; IFS=-; echo "$*"; echo $*; x="$*"; echo "$x"; unset IFS; echo "${@: -1}" "${@:$#}" "${!#}"
a=b; b=deep; echo ${!a}; x=a_1; y=a_2; a_1=1; echo ${!x}
echo {a,b}{1,2} {1..5} {5..1} {a..e} {01..03} {1..10..3} x{,y}z {a,{b,c}}d '{a,b}' {a} {} {a..3}
echo "a${x:-"q r"}b" ${x:-'s t'} "${x:-'u'}" ${x:-$(echo sub)} "${x:-`echo back`}" ${x:-a"b c"d}
echo $((1+2*3)) $((7/2)) $((-7/2)) $((7%3)) $((-7%3)) $((2**10)) $((1<<4|1)) $((5&3)) $((5^3)) $((~5)) $((!5)) $((!0))
x=5; echo $((x+1)) $(($x*2)) $((x++)) $x $((++x)) $((x--)) $((--x)) $((x+=3)) $((x*=2)) $x
echo $((1 ? 2 : 3)) $((0 ? 2 : 3)) $((1 && 0)) $((1 || 0)) $((2 > 1)) $((2 <= 1)) $((1 == 1)) $((1 != 1)) $((1, 2))
echo $((0x1f)) $((010)) $((2#101)) $((16#ff)) $((36#z)) $(( (1 + 2) * 3 )) $((- -1)) $((+3)) $((x)) $((y + 1))
echo $((9223372036854775807 + 1)) $((-9223372036854775808 - 1)) $((1 << 63)) $((1 << 64)) $((1 / 1))
echo $((1/0)) 2>/dev/null; echo after; (echo $((1/0))) 2>/dev/null; echo $?; x=$((2 +)) 2>/dev/null; echo $?
echo 'single $x `y` \n' "double \$x \\ \" \` \n" $'ansi\ttab\x41\u00e9\101' "a"'b'c\ d \'e
echo a\
b; echo "c\
d"; echo 'e\
f'; echo "line
two"
x=1; echo "$x$x" "${x}2" "$x-$y" $x$'\n'y "a$" "$ b" $; echo "$(echo "$(echo 'deep "q"')")" `echo \`echo back\``
x=$(printf 'a\n\nb\n\n\n'); echo "$x"; echo $x; x=`printf '%s' '\\'`; echo "$x"; echo "$(< a.txt)"
echo ~ ~/x "~" '~' a~ ~nosuch; x=~/d; echo $x; y=a:~/b; echo $y; cd /; echo ~+ ; cd - > /dev/null; echo ~-
echo *.txt; echo [ab]*; echo nomatch*; echo "*.txt"; echo ?.txt; echo b*; echo [!a]*; echo {a,none}.txt; echo */; echo .*/none
x='a:b:c'; IFS=:; set -- $x; echo $# $2; for i in $x; do echo $i; done; IFS=' :'; x=' a : b '; set -- $x; echo $#; for i; do echo "<$i>"; done
IFS=,; x='a,,b,'; set -- $x; echo $#; for i; do echo "<$i>"; done; echo "a,b" $x; IFS=; y='a b'; set -- $y; echo $#
x=abc; case $x in ${x%c}*) echo yes;; esac; y=${x/b/$x}; echo $y; echo ${x/b/"&"} ${x/b/\/}; z='b/c'; echo ${z/\//-} ${z//[\/]/+}
x='*'; echo "${x}"; echo ${x:+"*"}; y=${x}; echo "$y"; echo a${x:+b c}d; echo "${x:+b  c}"
x=aXbXc; echo ${x%%X*} ${x##*X} ${x%X*} ${x#*X} "${x%"Xc"}" ${x%?} ${x#??} ${x//X} ${x/X*/} ${x//[^X]/.}
echo ${#HOME} $# $? "$0" | cut -d' ' -f2-3; true | false; echo $?; x=$(false); echo $?; x=$(exit 3) y=1; echo $?
echo ${x:-}${y:-}| cat; echo "${x:-}"; echo "${undefined:-a b}" ${undefined:-a   b}; echo "${undefined-}"x
readonly r=1; echo $r; r=2 2>/dev/null; echo never
readonly r=1; (r=2) 2>/dev/null; echo $? $r; readonly s; unset r 2>/dev/null; echo $? $r; readonly -p | grep -c 'r="1"'
echo "$((1+1))$(echo x)`echo y`${HOME:0:1}"; echo $(echo a; echo b) "$(echo a; echo b)"; echo $(for i in 1 2; do echo $i; done)
echo a{b,c}d{e,f}g; echo {1..3}{a,b}; echo "{1..3}"; echo {x..z}1; echo {-2..2}; echo {10..1..3}; echo a{,}b
x=5 y=$x; echo "[$y]"; x=6 z=$x; echo $z; a=1 b=$a true; echo "[$b]"; x+=7; echo $x; x+=" q"; echo "$x"
printf '%s-%s\n' a b c; printf '%5d|%-5s|%05.1f\n' 3 ab 2.25; printf '%x %o %c %%\n' 255 8 xyz; printf '%b' 'a\tb\n'; printf '%q\n' 'a b'
printf -v out '%03d' 7; echo $out; printf '%s\n' "${out:+x}"; printf '%d\n' 0x10 010 "'A"; printf '%s'; printf '\n'
echo -e 'a\tb\\n'; echo -n x; echo; echo -E 'a\tb'; echo -ne 'q\n'; echo - -n; echo -- x; echo -nx
a='x y'; echo ${a@Q}; b=$'q\n'; echo "${b@Q}"; echo ${a@U} ${a@L} 2>/dev/null
echo "a\b\c" 'it'\''s' "it's" "say \"hi\"" a\"b; echo "\a" '\a' \a; echo "$'x'" '$"y"'; echo ""''; echo "" ''
z=; echo "[${z/*/<>}] [${z//*/X}] [${z/?/X}] [${z/a/X}] [${u/*/X}] [${u//*/X}]"
