printf '%s\n' a 'b c'; printf '%d-%s|' 1 a 2 b; echo; printf '%5d|%-5d|%05d|%+d\n' 42 42 42 42; printf '%x %X %o\n' 255 255 8
printf '%.2f %e %g\n' 3.14159 1234.5 0.0001; printf '%c%c\n' abc d; printf '%%\n'; printf 'a\tb\\n\n'; printf '%b\n' 'x\ty'
printf '%q %q\n' 'a b' c; printf '%s'; printf 'no args\n'; printf '%s %s\n' a; printf '%d\n' 0x1f 010 "'A"
printf '%5s|%-5s|%.2s\n' abc abc abc; printf '%5s\n' é; printf '%3d%%\n' 5; printf -- '-%s-\n' x
printf '%d\n' abc; echo $?; printf; echo $?; printf '%*d\n' 5 3; printf '%s\n'; printf '\101\x42\n'; printf 'a\cb'
echo -n a; echo; echo -e 'a\tb\x41\0101'; echo -E 'a\tb'; echo -ne 'x\n'; echo -z; echo - -n; echo -e 'a\cb'; echo; echo -nE; echo -en '' x
cat a.txt | head -1; head -n 2 a.txt; head -2 a.txt; head -c 3 a.txt; echo; head -n -1 a.txt; head -n 0 a.txt
tail -1 a.txt; tail -n 2 a.txt; tail -n +2 a.txt; tail -n 0 a.txt; tail -2 a.txt; tail -c 4 a.txt
head -1 a.txt 'b c.txt'; tail -q -n1 a.txt tail.txt; echo; tail -c 4 tail.txt; echo; head none; echo $?; tail -n 1 a.txt empty
wc a.txt; wc -l < a.txt; wc -w a.txt 'b c.txt'; echo abc | wc -c; wc -l a.txt empty; echo -n | wc; cat a.txt | wc; wc -m tail.txt; wc none; echo $?
cat -n a.txt; cat a.txt tail.txt; cat -n a.txt tail.txt; echo; cat < empty; cat empty a.txt; cat -n empty 'b c.txt'
ls; ls a.txt none; echo $?; ls -1 *.txt; ls -d .; ls -a | head -2; ls -r; ls -A; ls empty a.txt
seq 3; seq 2 4; seq 1 2 7; seq 5 -2 1; seq -s, 3; seq 0; seq 3 1; echo $?; seq; echo $?; seq x; echo $?; seq 1 0 2; echo $?
test a = a; echo $?; test a = b; echo $?; [ 1 -lt 2 ]; echo $?; [ 2 -le 1 ]; echo $?; [ -z "" ]; echo $?; [ -n "" ]; echo $?
[ -e a.txt ]; echo $?; [ -d . ]; echo $?; [ -s empty ]; echo $?; [ -f none ]; echo $?; [ a ]; echo $?; [ ]; echo $?; [ ! a ]; echo $?
[ a = a -a b = b ]; echo $?; [ a = b -o b = b ]; echo $?; [ '(' a ')' ]; echo $?; [ a != b ]; echo $?; [ 1 -eq x ]; echo $?; [ a; echo $?
[ -x ]; echo $?; [ "a b" = "a b" ]; echo $?; x=; [ $x = a ]; echo $?; [ "$x" = a ]; echo $?; [ b \> a ]; echo $?; [ a \< b ]; echo $?
[ -n ]; echo $?; [ ! ]; echo $?; [ ! -z a ]; echo $?; [ 01 -eq 1 ]; echo $?; [ -5 -lt 3 ]; echo $?; test -f a.txt -a -r a.txt; echo $?; [ a b ]; echo $?
[ = = = ]; echo $?; [ ! = ! ]; echo $?; [ -f = -f ]; echo $?; [ ! a = b ]; echo $?; [ a == a ]; echo $?; [ '' ]; echo $?; [ x -a '' ]; echo $?
true; echo $?; false; echo $?; :; echo $?; true a b | cat; : > made; ls made; true --help; false --help; echo $?
read x <<< 'a b c'; echo $x; read x y <<< 'a b c'; echo "$x|$y"; read <<< ' r '; echo "[$REPLY]"; read x < empty; echo $?
read -r x <<< 'a\tb'; echo "$x"; read x <<< 'a\tb'; echo "$x"; IFS=: read a b c <<< '1:2:3:4'; echo "$a|$b|$c"; read x y z <<< 'one'; echo "[$x][$y][$z]"
read a b <<< '  lead and trail  '; echo "[$a][$b]"; IFS= read x <<< '  kept  '; echo "[$x]"; read x < tail.txt; echo $? $x
cd /; pwd; cd /tmp; echo $PWD $OLDPWD; cd -; cd /none; echo $?; cd ..; pwd; cd a b; echo $?; cd /usr/../tmp; pwd
export A=1 B; env | grep '^A='; A=2 env | grep '^A='; unset A; env | grep -c '^A='; B=3; env | grep '^B='; export C='x y'; env | grep '^C='
env -i X=1 env; env X=2 printf 'ran\n'; env -u HOME env | grep -c '^HOME='; export -n B; env -i; echo $?; env nosuch; echo $?; env - Y=1 env
x=1; unset x; echo "[$x]"; unset none; echo $?; export 1x; echo $?; unset -v x; echo $?
set -- a b; echo $1; set x y z; echo $# $3; set -- -a; echo $1; set --; echo $#
grep o a.txt; grep -c o a.txt; grep -v o a.txt; echo $?; grep none a.txt; echo $?; grep -n t a.txt | head -1; grep -q one a.txt && echo found
ls | grep txt | wc -l; cat a.txt | grep -o 't.*'; grep -E 'one|two' a.txt; grep x none; echo $?; echo $(grep -l o *.txt); grep -h o a.txt tail.txt
grep -A1 two a.txt; grep -B1 two a.txt; grep -C1 one a.txt; grep -m1 o a.txt; grep -w one a.txt; grep -x two a.txt; grep -F . a.txt; grep -i ONE a.txt
grep; echo $?; grep -e one -e two a.txt; grep -f a.txt tail.txt; echo $?; grep '' empty; echo $?; grep 'a(' a.txt; grep -E 'a(' a.txt; echo $?; grep -Hc o a.txt
nosuchcommand; echo $?; ./nofile; echo $?; /bin/echo full path; /usr/bin/printf '%s\n' p; "echo" quoted; e=echo; $e expanded; $none echo gone; ''; echo $?
sleep 0; echo $?; sleep x; echo $?; sleep; echo $?; sleep 0.01 0; echo $?
echo a b | { read x y; echo $y $x; }; echo "1 2 3" | while read a b c; do echo $c $b $a; done
printf '%000'; echo "[$?]"; printf 'a%'; echo "[$?]"; printf 'a%5'; echo "[$?]"; printf '%-5z'; echo "[$?]"; printf '%s %' 1 2; echo "[$?]"
printf 'ab%y'; echo "[$?]"; printf '%5%'; echo "[$?]"; printf 'x%\n'; echo "[$?]"; printf '%5.2'; echo "[$?]"; printf '%.'; echo "[$?]"
printf '%.*d|%*.*d|%-*d|%*d|\n' 3 8 5 3 9 4 7 -4 7; printf '%.*f|\n' -1 2; printf '%ld %hhd %Lf\n' 7 8 9; printf '%5.d|\n' 3; printf "%'d\n" 8
