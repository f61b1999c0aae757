[[ a = a ]] && echo 1; [[ a == b ]] || echo 2; [[ a != b ]] && echo 3; [[ -n x && -z '' ]] && echo 4
x='a b'; [[ $x = 'a b' ]] && echo same; [[ $x == a* ]] && echo glob; [[ $x == "a*" ]] || echo quoted
[[ abc =~ ^a.c$ ]] && echo re; [[ abc =~ "a.c" ]] || echo literal; r='^(a|x)b'; [[ abc =~ $r ]] && echo var
[[ 'foo bar' =~ o\ b ]] && echo blank; [[ a1b22 =~ [0-9]+b[0-9]{2} ]] && echo digits; [[ x =~ (a|b) ]]; echo $?
[[ 3 -lt 10 ]] && echo num; [[ 3 < 10 ]] || echo text; [[ 2+1 -eq 3 ]] && echo arith; n=4; [[ n -eq 4 ]] && echo name
[[ ! a = b ]] && echo not; [[ ( a = b || c = c ) && d = d ]] && echo group; [[ a = b || ! c = d ]] && echo or
[[ -f a.txt && ! -d a.txt ]] && echo file; [[ -e none ]] || echo none; [[ -s empty ]] || echo empty; [[ -d . ]] && echo dir
[[ $unset = '' ]] && echo empty; [[ $unset ]] || echo false; [[ word ]] && echo true; [[ -z $unset ]] && echo z
[[ -v HOME ]] && echo set; [[ -v nope ]] || echo unset; x=5; [[ $x -ge 5 && $x -le 5 ]] && echo five
if [[ a < b ]]; then echo less; fi; while [[ ${#s} -lt 3 ]]; do s+=x; done; echo $s
[[ a = a ]] > out; echo $? ; cat out; [[ a = b ]] | cat; ! [[ a = b ]]; echo $?
[[ a.txt == *.txt ]] && echo ext; [[ ab == a[bc] ]] && echo set; [[ '*' == \* ]] && echo star; [[ a == ? ]] && echo any
[[
a = a && b = b ]] && echo lines; [[ a = a ||
b = c ]] && echo more
test; echo $?; test x; echo $?; test ''; echo $?; test ! x; echo $?; test ! ''; echo $?; test -n; echo $?
[ a = a -a b = b ]; echo $?; [ a = b -o b = b ]; echo $?; [ ! a = b ]; echo $?; [ \( a = a \) ]; echo $?
[ -f a.txt ]; echo $?; [ -d . -a -f a.txt ]; echo $?; [ ! -f none ]; echo $?; [ -x a.txt ]; echo $?
[ 1 -eq 1 ]; echo $?; [ 1 -eq x ] 2>/dev/null; echo $?; [ ' 5 ' -eq 5 ]; echo $?; [ -5 -lt 3 ]; echo $?; [ +5 -eq 5 ]; echo $?
[ = = = ]; echo $?; [ ! = ! ]; echo $?; [ -n = -n ]; echo $?; [ a -a '' ]; echo $?; [ '' -o b ]; echo $?; [ ! ]; echo $?
[ a b ] 2>/dev/null; echo $?; [ a b c ] 2>/dev/null; echo $?; [ a = b c ] 2>/dev/null; echo $?; [ a 2>/dev/null; echo $?
[ ! a -a ! b ]; echo $?; [ ! '' -a ! '' ]; echo $?; [ \( ! '' \) -a x ]; echo $?; [ -z '' -o -n '' ]; echo $?
[ a '<' b ]; echo $?; [ b '>' a ]; echo $?; [ a '>' b ]; echo $?; [ a.txt -ef ./a.txt ]; echo $?; [ a.txt -nt none ]; echo $?; [ none -ot a.txt ]; echo $?
for ((i = 0; i < 3; i++)); do echo $i; done; for ((i=3;i>0;i-=2)) do echo $i; done; echo $i
for ((;;)); do echo once; break; done; for ((i = 0, j = 5; i < j; i++, j--)); do echo $i $j; done
for ((i = 0; i < 5; i++)); do [ $i = 1 ] && continue; [ $i = 3 ] && break; echo $i; done; n=2; for ((i = 0; i < n; ++i)); do echo "$i"; done | cat -n
for ((i = 1; i <= 2; i++)); do for ((j = 1; j <= 2; j++)); do echo $((i * j)); done; done > out; cat out
case b in a) echo a;; b) echo b;& c) echo c;; d) echo d;; esac; case b in b) echo 1;;& *) echo 2;; c) echo 3;; esac
case a in a) echo x;& esac; case $x in '') echo empty;; esac; case "a b" in a\ b) echo esc;; esac
case abc in [!a]*) echo no;; a??) echo yes;; esac; case é in ?) echo one;; esac; case a in (a) echo paren;; esac
case a in a) ;; esac; echo $?; case a in a) false;; esac; echo $?; case x in a) true; esac; echo $?
(( 1 + 1 )); echo $?; (( 0 )); echo $?; (( x = 5, x > 3 )) && echo $x; ((x++)); echo $x; ((1 << 3 == 8)) && echo shift
(( 1 << 2 )); echo $?; x=3; (( x <<= 2 )); echo $x; echo $((1<<4)) $((x>>1)); (( 08 )) 2>/dev/null; echo $?
